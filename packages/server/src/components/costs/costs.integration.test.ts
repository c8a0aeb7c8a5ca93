/** Money as a client sees it: sent, priced, read back, opened, and priced by a table of one's own. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type CostSide, openCostSide } from '../../../test/cost-side.ts'
import { bundledPricer } from '../../flows/price/index.ts'
import { parseDecimal } from '../../kit/decimal.ts'
import { createLog } from '../../kit/log.ts'
import { createEstimates } from './estimate-job.ts'
import { estimateTexts } from './estimate-texts.ts'
import { createRepricings } from './repricings.ts'
import { createRepricingStore } from './repricing-store.ts'

let side: CostSide
beforeAll(async () => {
  side = await openCostSide()
})
afterAll(() => side.close())

const now = Date.now()
const iso = (agoMs: number) => new Date(now - agoMs).toISOString()
const MINUTE = 60_000
const send = (id: string, more: object = {}, project?: string) =>
  side.submit(
    [{ id, provider: 'openai', model: 'gpt-4o', startTime: iso(MINUTE), latencyMs: 900, promptTokens: 1000, responseTokens: 100, ...more }],
    project,
  )
const get = async (path: string, project?: string) => (await side.call('GET', path, undefined, project)).json

describe('the cost cases', () => {
  const cases = JSON.parse(readFileSync(new URL('../../../test/fixtures/prices/cost-cases.json', import.meta.url), 'utf8')) as {
    model: string
    provider: string
    usage: Record<string, number> & { tier?: string }
    costUsd: string
  }[]

  it('come back from the product exact to the last digit', async () => {
    const sent = cases.map(({ model, provider, usage: u }, at) => ({
      id: `case-${at}`,
      provider,
      model,
      startTime: iso(MINUTE),
      latencyMs: 1,
      promptTokens: u.uncachedInput! + u.cachedRead! + u.cacheWrite! + u.cacheWrite1h!,
      cachedTokens: u.cachedRead,
      cacheWriteTokens: u.cacheWrite! + u.cacheWrite1h!,
      cacheWrite1hTokens: u.cacheWrite1h,
      responseTokens: u.output,
      reasoningTokens: u.reasoning,
      ...(u.tier !== undefined && { serviceTier: u.tier }),
    }))
    expect(await side.submit(sent, 'cases')).toMatchObject({ accepted: cases.length, rejected: 0 })
    expect(await wrongIn('cases', (at) => `case-${at}`)).toEqual([])
  })

  it('come back the same when they come as spans', async () => {
    const spans = cases.map(({ model, provider, usage: u }) => ({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      'gen_ai.response.model': model,
      'gen_ai.usage.input_tokens': u.uncachedInput! + u.cachedRead! + u.cacheWrite! + u.cacheWrite1h!,
      'gen_ai.usage.output_tokens': u.output!,
      'gen_ai.usage.cache_read.input_tokens': u.cachedRead!,
      'gen_ai.usage.cache_creation.input_tokens': u.cacheWrite! + u.cacheWrite1h!,
      'anthropic.usage.cache_creation.ephemeral_1h_input_tokens': u.cacheWrite1h!,
      'gen_ai.usage.reasoning.output_tokens': u.reasoning!,
      ...(u.tier !== undefined && { 'gen_ai.response.service_tier': u.tier }),
    }))
    expect(await side.submitSpans(spans, 'spans')).toMatchObject({ accepted: cases.length, rejected: 0 })
    const idOf = (at: number) => `${(at + 1).toString(16).padStart(32, '0')}-${(at + 1).toString(16).padStart(16, '0')}`
    expect(await wrongIn('spans', idOf)).toEqual([])
  })

  async function wrongIn(project: string, idOf: (at: number) => string): Promise<typeof cases> {
    const { items } = await get('/api/v1/ai-interactions?limit=1000', project)
    const costs = new Map(items.map((item: any) => [item.id, item.costDecimal]))
    return cases.filter(({ costUsd }, at) => parseDecimal(String(costs.get(idOf(at))), 30) !== parseDecimal(costUsd, 30))
  }

  it('know what is not text, under the names the conventions and the libraries have for it', async () => {
    const voice = { 'gen_ai.operation.name': 'chat', 'gen_ai.provider.name': 'openai', 'gen_ai.response.model': 'gpt-realtime-mini' }
    const counts = { 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 300, 'gen_ai.usage.cache_read.input_tokens': 200 }
    await side.submitSpans(
      [
        {
          ...voice,
          ...counts,
          'gen_ai.usage.audio.input_tokens': 700,
          'gen_ai.usage.audio.cache_read.input_tokens': 150,
          'gen_ai.usage.audio.output_tokens': 250,
        },
        {
          'openinference.span.kind': 'LLM',
          'llm.provider': 'openai',
          'llm.model_name': 'gpt-realtime-mini',
          'llm.token_count.prompt': 1000,
          'llm.token_count.completion': 300,
          'llm.token_count.prompt_details.audio': 700,
          'llm.token_count.completion_details.audio': 250,
        },
        { ...voice, 'gen_ai.response.model': 'sora-2', 'gen_ai.operation.name': 'video', 'relayscope.usage.outputSeconds': 2.5 },
      ],
      'media',
    )
    const { items } = await get('/api/v1/ai-interactions', 'media')
    const byModel = Object.fromEntries(items.map((item: any) => [`${item.model} ${item.source}`, item]))
    // 250 text at 0.6, 50 text from the cache at 0.6, 550 audio at 10, 150 of it from the cache at 0.3; 50 text at 2.4, 250 audio at 20.
    expect(byModel['gpt-realtime-mini otel']).toMatchObject({
      costDecimal: '0.010845',
      usageDetails: { audioInputTokens: 700, cachedAudioTokens: 150, audioOutputTokens: 250 },
    })
    expect(byModel['gpt-realtime-mini openinference']).toMatchObject({ costDecimal: '0.0123' })
    expect(byModel['sora-2 otel']).toMatchObject({ costDecimal: '0.25', usageDetails: { outputSeconds: 2.5 } })
  })
})

describe('the cost of one call', () => {
  it('is opened to price x tokens, and set beside other models', async () => {
    await send('one', { provider: 'anthropic', model: 'claude-opus-4-5', promptTokens: 3000, cachedTokens: 2000, cacheWriteTokens: 500 })
    for (const id of ['a', 'b']) await send(id, { model: 'gpt-4o-mini' })
    const cost = await get('/api/v1/ai-interactions/one/cost')
    expect(cost).toMatchObject({
      origin: 'priced',
      costDecimal: '0.009125',
      currency: 'USD',
      matches: true,
      reason: null,
      quote: {
        provider: 'anthropic',
        total: '0.009125',
        cacheSaved: '0.008375',
        lines: [
          { part: 'input', count: 500, price: '0.000005', cost: '0.0025' },
          { part: 'cachedRead', count: 2000, price: '0.0000005', cost: '0.001' },
          { part: 'cacheWrite', count: 500, price: '0.00000625', cost: '0.003125' },
          { part: 'output', count: 100, price: '0.000025', cost: '0.0025' },
        ],
      },
    })
    expect(cost.others).toMatchObject([
      { provider: 'openai', model: 'gpt-4o-mini', currency: 'USD', difference: expect.stringMatching(/^-0\.00/) },
    ])
    const asked = await get('/api/v1/ai-interactions/one/cost?with=openai/gpt-4o,acme/none')
    expect(asked.others.map(({ model }: any) => model)).toEqual(['gpt-4o'])
  })

  it('says why it is not known, and keeps what a sender named', async () => {
    await send('silent', { promptTokens: undefined, responseTokens: undefined })
    await send('foreign', { provider: 'acme', model: 'own-model' })
    await send('named', { costDecimal: '7.5', currency: 'EUR' })
    expect(await get('/api/v1/ai-interactions/silent/cost')).toMatchObject({
      origin: 'unknown',
      costDecimal: null,
      quote: null,
      reason: 'no_tokens',
    })
    expect(await get('/api/v1/ai-interactions/foreign/cost')).toMatchObject({ origin: 'unknown', quote: null, reason: 'no_price' })
    expect(await get('/api/v1/ai-interactions/named/cost')).toMatchObject({
      origin: 'sent',
      costDecimal: '7.5',
      currency: 'EUR',
      matches: false,
    })
    expect((await side.call('GET', '/api/v1/ai-interactions/none/cost')).status).toBe(404)
    expect((await side.call('GET', '/api/v1/ai-interactions/one/cost', undefined, 'other')).status).toBe(404)
  })
})

describe('price tables', () => {
  const table = {
    version: 'contract-7',
    source: 'letter of March',
    validFrom: '2026-01-01',
    rows: [{ provider: 'openai', model: 'gpt-4o', currency: 'EUR', prices: { input: '0.000001', output: '0.000002' } }],
  }

  it('of a project price its calls from then on, and nobody else', async () => {
    const uploaded = await side.call('POST', '/api/v1/prices/versions', table, 'buyer')
    expect(uploaded.status).toBe(200)
    expect(uploaded.json).toMatchObject({ version: 'contract-7', bundled: false, rows: 1, currencies: ['EUR'], uploadedBy: 'test' })
    await send('mine', {}, 'buyer')
    await send('theirs', {}, 'other')
    expect(await get('/api/v1/ai-interactions/mine', 'buyer')).toMatchObject({
      costDecimal: '0.0012',
      currency: 'EUR',
      priceVersion: 'contract-7',
    })
    expect(await get('/api/v1/ai-interactions/theirs', 'other')).toMatchObject({ costDecimal: '0.0035', currency: 'USD' })
    const { items } = await get('/api/v1/prices?q=gpt-4o&at=2026-08-01&limit=5', 'buyer')
    expect(items[0]).toMatchObject({ model: 'gpt-4o', version: 'contract-7', bundled: false, prices: table.rows[0]?.prices })
    expect(items[1]).toMatchObject({ bundled: true, version: 'litellm-2026-07-24' })
    const versions = await get('/api/v1/prices/versions', 'buyer')
    expect(versions.items.map(({ version }: any) => version)).toEqual(['contract-7', 'litellm-2026-07-24', 'litellm-2025-09-05'])
  })

  it('keep their name for good, and are walled off by project', async () => {
    expect((await side.call('POST', '/api/v1/prices/versions', table, 'buyer')).status).toBe(409)
    expect((await side.call('POST', '/api/v1/prices/versions', { ...table, version: 'litellm-2026-07-24' }, 'buyer')).status).toBe(409)
    expect((await side.call('DELETE', '/api/v1/prices/versions/contract-7', undefined, 'other')).status).toBe(404)
    const bad = await side.call('POST', '/api/v1/prices/versions', {
      ...table,
      version: 'x',
      rows: [{ ...table.rows[0], prices: { cheap: '1' } }],
    })
    expect(bad).toMatchObject({ status: 422, json: { errors: [{ path: 'rows[0]' }] } })
  })

  it('can be taken out of use; calls keep the cost they have', async () => {
    expect((await side.call('DELETE', '/api/v1/prices/versions/contract-7', undefined, 'buyer')).status).toBe(200)
    await send('later', {}, 'buyer')
    expect(await get('/api/v1/ai-interactions/later', 'buyer')).toMatchObject({ priceVersion: 'litellm-2026-07-24' })
    expect(await get('/api/v1/ai-interactions/mine', 'buyer')).toMatchObject({ priceVersion: 'contract-7' })
  })
})

describe('pricing again', () => {
  const until = async (id: string, state: string): Promise<any> => {
    for (;;) {
      const { status, json } = await side.call('GET', `/api/v1/prices/repricings/${id}`, undefined, 'other')
      if (status !== 200 || json.state === state || json.state === 'failed') return json
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }
  const post = async (path: string, body?: object) => (await side.call('POST', path, body, 'other')).json

  it('shows the difference before it writes, and leaves what a sender named', async () => {
    const range = { from: iso(60 * MINUTE), to: iso(0) }
    await send('wrong', { prompt: 'How much?', response: 'So much.' }, 'other')
    await send('given', { costDecimal: '9' }, 'other')
    const table = {
      version: 'corrected',
      validFrom: '2026-01-01',
      rows: [{ provider: 'openai', model: 'gpt-4o', prices: { input: '0.000001', output: '0.000002' } }],
    }
    expect((await side.call('POST', '/api/v1/prices/versions', table, 'other')).status).toBe(200)
    const { id } = await post('/api/v1/prices/repricings', { ...range, q: 'model:gpt-4o' })
    const compared = await until(id, 'compared')
    expect(compared).toMatchObject({
      state: 'compared',
      progress: 1,
      difference: { kept: 1, lost: 0, sums: [{ currency: 'USD', before: '0.007', after: '0.0024', difference: '-0.0046' }] },
    })
    expect(await get('/api/v1/ai-interactions/wrong', 'other')).toMatchObject({ costDecimal: '0.0035' })

    await post(`/api/v1/prices/repricings/${id}/apply`)
    expect(await until(id, 'done')).toMatchObject({ state: 'done', written: 2 })
    expect(await get('/api/v1/ai-interactions/wrong', 'other')).toMatchObject({
      costDecimal: '0.0012',
      priceVersion: 'corrected',
      promptTokens: 1000,
      prompt: 'How much?',
      response: 'So much.',
      contentState: 'full',
    })
    expect(await get('/api/v1/ai-interactions/given', 'other')).toMatchObject({ costDecimal: '9' })
    expect((await side.call('POST', `/api/v1/prices/repricings/${id}/apply`, undefined, 'other')).status).toBe(409)
    const again = await post('/api/v1/prices/repricings', range)
    expect((await until(again.id, 'compared')).difference).toMatchObject({ changed: 0 })
    expect((await side.call('GET', `/api/v1/prices/repricings/${id}`, undefined, 'buyer')).status).toBe(404)
  })
})

describe('a repricing that was left in the middle', () => {
  it('is taken up again when the lease of the process that was killed has run out', async () => {
    const { telemetry, control } = side
    const table = {
      version: 'cheaper',
      validFrom: '2026-01-01',
      rows: [{ provider: 'openai', model: 'gpt-4o', prices: { input: '0.0000005', output: '0.000001' } }],
    }
    await send('left', {}, 'buyer')
    expect((await side.call('POST', '/api/v1/prices/versions', table, 'buyer')).status).toBe(200)
    const { id } = (await side.call('POST', '/api/v1/prices/repricings', { from: iso(60 * MINUTE), to: iso(0) }, 'buyer')).json
    const stateOf = async () => (await side.call('GET', `/api/v1/prices/repricings/${id}`, undefined, 'buyer')).json
    await expect.poll(async () => (await stateOf()).state).toBe('compared')
    const { difference } = await stateOf()
    expect(difference.changed).toBeGreaterThan(0)
    // As a process that was killed leaves it: the lease is held, the job half written, and nobody is told.
    await expect.poll(() => control.leases.acquire('repricing', 'killed', 300)).toBeTruthy()
    await control.query("update repricings set state = 'writing' where id = $1", [id])
    const store = createRepricingStore(control)
    const clock = { nowMs: () => Date.now(), nowNs: () => BigInt(Date.now()) * 1_000_000n }
    const next = createRepricings({
      telemetry,
      store,
      leases: control.leases,
      pricer: side.costs.pricer,
      clock,
      log: createLog({ level: 'error' }),
      everyMs: 20,
    })
    await next.start()
    await expect.poll(async () => (await stateOf()).state, { timeout: 20_000 }).toBe('done')
    await next.stop()
    expect(await stateOf()).toMatchObject({ written: difference.changed, difference })
    expect(await get('/api/v1/ai-interactions/left', 'buyer')).toMatchObject({ costDecimal: '0.0006', priceVersion: 'cheaper' })
  })
})

describe('budgets', () => {
  const body = (over: object) => ({ name: 'All of it', amount: '100', currency: 'USD', period: 'day', ...over })
  const paid = (id: string, startTime: string, costDecimal: string) => ({
    id,
    provider: 'openai',
    model: 'gpt-4o',
    startTime,
    latencyMs: 1,
    costDecimal,
    currency: 'USD',
    userId: 'spender',
  })

  it('say what is spent and what is to be expected, and tell once when a share is reached', async () => {
    const [today = ''] = iso(0).split('T')
    await side.submit(
      [3, 2, 1].map((days) => paid(`past-${days}`, iso(days * 86_400_000), '40')),
      'cases',
    )
    await side.submit([paid('today', `${today}T00:00:00Z`, '60')], 'cases')
    const made = await side.call('POST', '/api/v1/budgets', body({ userId: 'spender' }), 'cases')
    expect(made.status).toBe(200)
    expect(made.json).toMatchObject({ thresholds: [0.5, 0.8, 1], status: { spent: '60', share: 0.6, usualPerDay: '40' } })
    expect(Number(made.json.status.forecast.expected)).toBeGreaterThanOrEqual(60)
    await side.costs.budgets.check()
    await side.costs.budgets.check()
    const { items } = await get('/api/v1/budgets/events', 'cases')
    expect(items.filter(({ kind }: any) => kind === 'threshold')).toMatchObject([{ threshold: 0.5, spent: '60', amount: '100' }])
    const raised = await side.call('PUT', `/api/v1/budgets/${made.json.id}`, body({ userId: 'spender', amount: '50' }), 'cases')
    expect(raised.json.status).toMatchObject({ state: 'over', share: 1.2 })
    expect((await get('/api/v1/budgets', 'other')).items).toEqual([])
    expect((await side.call('DELETE', `/api/v1/budgets/${made.json.id}`, undefined, 'other')).status).toBe(404)
    expect((await side.call('DELETE', `/api/v1/budgets/${made.json.id}`, undefined, 'cases')).status).toBe(200)
  })
})

describe('an invoice', () => {
  it('is compared by day and model, and kept', async () => {
    const day = iso(2 * 86_400_000).slice(0, 10)
    const csv = `usage_date_utc,model,cost_usd\n${day},gpt-4o-2024-08-06,45\n`
    const { status, json } = await side.call('POST', '/api/v1/invoice-checks', { provider: 'openai', csv }, 'cases')
    expect(status).toBe(200)
    expect(json).toMatchObject({ format: 'anthropic-costs', invoiced: '45', recorded: '40', difference: '5' })
    expect(json.lines).toMatchObject([{ day, invoice: { cost: '45' }, recorded: { cost: '40', requests: 1 } }])
    expect((await get('/api/v1/invoice-checks', 'cases')).items).toMatchObject([{ id: json.id, difference: '5' }])
    expect((await get(`/api/v1/invoice-checks/${json.id}`, 'cases')).lines).toHaveLength(1)
    expect((await side.call('GET', `/api/v1/invoice-checks/${json.id}`, undefined, 'other')).status).toBe(404)
    expect((await side.call('POST', '/api/v1/invoice-checks', { provider: 'openai', csv: 'a,b\n1,2\n' }, 'cases')).status).toBe(422)
  })
})

describe('conversations and files', () => {
  beforeAll(async () => {
    const turn = (at: number, more: object = {}) => ({
      id: `turn-${at}`,
      provider: 'openai',
      model: 'gpt-4o',
      startTime: iso(10 * MINUTE - at * 1000),
      latencyMs: 500,
      promptTokens: 10,
      responseTokens: 5,
      sessionId: 'chat-1',
      userId: 'u1',
      prompt: `question ${at}, with "quotes"`,
      response: '=SUM(A1)',
      ...more,
    })
    await side.submit([turn(1), turn(2), turn(3, { status: 'error' }), turn(4, { sessionId: 'chat-2' })], 'files')
  })

  it('are listed with their figures, and opened with their turns in order', async () => {
    const { items } = await get('/api/v1/ai-interactions/sessions', 'files')
    expect(items.map(({ id }: any) => id)).toEqual(['chat-2', 'chat-1'])
    expect(items[1]).toMatchObject({
      turns: 3,
      calls: 3,
      errors: 1,
      models: ['gpt-4o'],
      users: ['u1'],
      totalTokens: 45,
      costDecimal: '0.000225',
    })
    const page = await get('/api/v1/ai-interactions/sessions?limit=1', 'files')
    const next = await get(`/api/v1/ai-interactions/sessions?limit=1&cursor=${page.nextCursor}`, 'files')
    expect(next.items).toMatchObject([{ id: 'chat-1' }])
    expect(next.nextCursor).toBeNull()
    const one = await get('/api/v1/ai-interactions/sessions/chat-1?content=true', 'files')
    expect(one.turns.map(({ id, prompt }: any) => [id, prompt.slice(0, 10)])).toEqual(
      [1, 2, 3].map((at) => [`turn-${at}`, `question ${at}`]),
    )
    expect((await side.call('GET', '/api/v1/ai-interactions/sessions/chat-1', undefined, 'other')).status).toBe(404)
  })

  it('are exported as lines, as a table and as Parquet', async () => {
    const ask = (query: string) => side.call('GET', `/api/v1/ai-interactions/export?${query}`, undefined, 'files')
    const ndjson = await ask('format=ndjson&content=true')
    expect(ndjson.headers['content-disposition']).toMatch(/^attachment; filename="ai-interactions-[\d-]+\.ndjson"$/)
    const lines = ndjson.text.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(['turn-1', 'turn-2', 'turn-3', 'turn-4'])
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ prompt: 'question 1, with "quotes"', costDecimal: '0.000075' })
    const csv = await ask('format=csv&content=true&q=status:error')
    expect(csv.text.split('\r\n')).toHaveLength(3)
    expect(csv.text).toContain(`"question 3, with ""quotes""",'=SUM(A1)`)
    const parquet = await ask('format=parquet&content=true')
    expect([parquet.text.slice(0, 4), parquet.text.slice(-4)]).toEqual(['PAR1', 'PAR1'])
    expect((await ask('format=csv&q=cost:%3E')).status).toBe(422)
  })
})

describe('calls without token counts', () => {
  it('are estimated from their text, marked, and priced', async () => {
    const silent = {
      promptTokens: undefined,
      responseTokens: undefined,
      prompt: 'Write a haiku about rain.',
      response: 'Soft rain on the roof',
    }
    await send('streamed', silent, 'files')
    await send('refused', { ...silent, response: undefined, status: 'error' }, 'files')
    await send('half', { ...silent, promptTokens: 50 }, 'files')
    // Seen from three minutes later: counts may come for a minute.
    const later = { nowMs: () => Date.now() + 180_000, nowNs: () => BigInt(Date.now() + 180_000) * 1_000_000n }
    const { telemetry, control } = side
    const estimates = createEstimates({
      telemetry,
      control,
      pricer: bundledPricer(),
      clock: later,
      log: createLog({ level: 'error' }),
      openThread: () => ({ ask: async (columns) => estimateTexts(columns), stop: async () => undefined }),
    })
    await side.control.query("insert into figures_marks (name, done_until) values ('estimates', now() - interval '1 hour')")
    await estimates.run()
    const streamed = await get('/api/v1/ai-interactions/streamed', 'files')
    expect(streamed).toMatchObject({ tokensEstimated: true, response: 'Soft rain on the roof', priceVersion: 'litellm-2026-07-24' })
    expect(streamed.promptTokens).toBeGreaterThan(5)
    expect(streamed.totalTokens).toBe(streamed.promptTokens + streamed.responseTokens)
    expect(Number(streamed.costDecimal)).toBeGreaterThan(0)
    expect(await get('/api/v1/ai-interactions/half', 'files')).toMatchObject({ promptTokens: 50, tokensEstimated: true })
    expect(await get('/api/v1/ai-interactions/refused', 'files')).not.toHaveProperty('tokensEstimated')
    const before = streamed.totalTokens
    await estimates.run()
    expect((await get('/api/v1/ai-interactions/streamed', 'files')).totalTokens).toBe(before)
  })
})
