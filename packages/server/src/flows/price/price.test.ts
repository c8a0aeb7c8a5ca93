import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { price as priceRecord, priceStage } from '../../components/interactions/stages.ts'
import { parseDecimal, printDecimal } from '../../kit/decimal.ts'
import { emptyBatch } from '../ingest/batch.ts'
import type { InteractionRecord } from '../ingest/interaction-record.ts'
import { costOf, type Usage } from './cost.ts'
import { bundledPricer, bundledTables, createPricer, readPriceTable } from './index.ts'
import { PRICE_SCALE } from './table.ts'

interface CostCase {
  source: string
  model: string
  provider: string
  usage: Omit<Usage, 'tier'> & { tier?: string }
  costUsd: string
}

const cases = JSON.parse(readFileSync(new URL('../../../test/fixtures/prices/cost-cases.json', import.meta.url), 'utf8')) as CostCase[]
const tables = bundledTables()
const newest = tables.find(({ version }) => version === 'litellm-2026-07-24')!
const pricer = bundledPricer()
const ns = (day: string) => BigInt(Date.parse(`${day}T12:00:00Z`)) * 1_000_000n

const call = (over: Partial<InteractionRecord>): InteractionRecord => ({
  id: 'i',
  traceId: '',
  spanId: '',
  parentSpanId: '',
  requestId: '',
  startNs: ns('2026-08-01'),
  endNs: ns('2026-08-01'),
  userId: '',
  organizationId: '',
  sessionId: '',
  service: '',
  source: 'submitted',
  operation: '',
  provider: '',
  requestedModel: '',
  servedModel: '',
  status: 1,
  errorType: '',
  errorCode: '',
  errorMessage: '',
  tokensEstimated: false,
  finishReason: '',
  toolCalls: [],
  responseId: '',
  serviceTier: '',
  region: '',
  attempt: 0,
  httpAttempts: 0,
  currency: '',
  priceVersion: '',
  tags: {},
  ...over,
})
const priced = (over: Partial<InteractionRecord>) => {
  const record = call({ promptTokens: 1_000_000, responseTokens: 0, ...over })
  priceRecord(pricer, 'p', record)
  return record
}
/** USD for a million input tokens. */
const inputPrice = (provider: string, servedModel: string, over: Partial<InteractionRecord> = {}) =>
  priced({ provider, servedModel, ...over }).cost

describe('cost cases', () => {
  it.each(cases.map((each, at) => [`${at} ${each.model}, ${each.source}`, each] as const))(
    '%s',
    (_, { model, provider, usage, costUsd }) => {
      const record = call({
        provider,
        servedModel: model,
        promptTokens: usage.uncachedInput + usage.cachedRead + usage.cacheWrite + usage.cacheWrite1h,
        cachedTokens: usage.cachedRead,
        cacheWriteTokens: usage.cacheWrite + usage.cacheWrite1h,
        cacheWrite1hTokens: usage.cacheWrite1h,
        responseTokens: usage.output,
        reasoningTokens: usage.reasoning,
        serviceTier: usage.tier ?? '',
      })
      priceRecord(pricer, 'p', record)
      expect(record).toMatchObject({
        cost: printDecimal(parseDecimal(costUsd, PRICE_SCALE)!, PRICE_SCALE),
        currency: 'USD',
        priceVersion: 'litellm-2026-07-24',
      })
      const entry = newest.models.find(({ key }) => key === model)!
      expect(costOf(entry, { ...usage, tier: (usage.tier ?? '') as Usage['tier'] })).toBe(parseDecimal(costUsd, PRICE_SCALE))
    },
  )
})

describe('names', () => {
  it.each([
    ['openai', 'gpt-4o-2024-08-06', '2.5'],
    ['OpenAI', 'gpt-4o', '2.5'],
    ['openai', 'gpt-4o-2029-01-01', '2.5'],
    ['openai', 'GPT-4o', '2.5'],
    ['', 'gpt-4o', '2.5'],
    ['openai', 'openai/gpt-4o', '2.5'],
    ['openai', 'ft:gpt-4.1-2025-04-14:acme::abc123', '3'],
    ['azure.ai.openai', 'gpt-4o', '2.5'],
    ['azure', 'azure/us/gpt-4o-2024-08-06', '2.75'],
    ['azure', 'gpt-35-turbo', '0.5'],
    ['anthropic', 'claude-sonnet-4-5', '6'],
    ['anthropic', 'claude-sonnet-4-5@20250929', '6'],
    ['anthropic', 'anthropic/claude-sonnet-4.6', '3'],
    ['anthropic', 'claude-4-opus-20250514', '15'],
    ['anthropic', 'claude-opus-4-5-latest', '5'],
    ['aws.bedrock', 'anthropic.claude-3-haiku-20240307-v1:0', '0.25'],
    ['aws.bedrock', 'us.anthropic.claude-3-haiku-20240307-v1:0', '0.25'],
    ['aws.bedrock', 'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-opus-4-7', '5.5'],
    ['bedrock', 'claude-3-haiku-20240307', '0.25'],
    ['bedrock', 'amazon.nova-lite-v1:0', '0.06'],
    ['gcp.gemini', 'models/gemini-2.5-flash', '0.3'],
    ['google', 'gemini-2.5-flash', '0.3'],
    ['gcp.vertex_ai', 'projects/p/locations/l/publishers/google/models/gemini-2.5-flash', '0.3'],
    ['vertex_ai', 'claude-opus-4@20250514', '15'],
    ['openrouter', 'anthropic/claude-opus-4', '15'],
    ['openrouter', 'deepseek/deepseek-r1:nitro', '0.55'],
    ['mistral', 'mistral-large-latest', '0.5'],
    ['mistral_ai', 'mistral-large-2512', '0.5'],
    ['x_ai', 'grok-4', '3'],
    ['groq', 'llama-3.3-70b-versatile', '0.59'],
    ['openai', 'deepseek-chat', '0.28'],
    ['fireworks_ai', 'accounts/fireworks/models/llama-v3p1-405b-instruct', '3'],
    ['together_ai', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', '0.88'],
    ['dashscope', 'qwen-plus-latest', '1.2'],
  ])('%s %s', (provider, model, price) => {
    expect(inputPrice(provider, model)).toBe(price)
  })

  it('takes the provider into account', () => {
    expect(inputPrice('azure', 'gpt-4o-2024-05-13')).toBe('5')
    expect(inputPrice('gemini', 'gemini-2.5-pro', { promptTokens: 10 })).toBe('0.0000125')
    expect(inputPrice('aws.bedrock', 'deepseek.v3.2')).toBe('0.62')
    expect(inputPrice('aws.bedrock', 'deepseek.v3.2', { region: 'ap-south-1' })).toBe('0.74')
    expect(inputPrice('aws.bedrock', 'deepseek.v3.2', { region: 'eu-north-9' })).toBe('0.62')
    expect(priced({ provider: 'vercel', servedModel: 'openai/gpt-4o' }).cost).toBe('2.5')
  })

  it.each([
    ['openai', 'gpt-unheard-of'],
    ['', ''],
    ['acme', 'my-model'],
    ['ollama', 'gpt-4o'],
    ['openrouter', 'openai/gpt-4o:free'],
    ['openai', 'sample_spec'],
    ['openai', '__proto__'],
    ['openai', 'x'.repeat(100_000)],
  ])('%s %s stays unknown, never zero', (provider, model) => {
    expect(priced({ provider, servedModel: model })).toMatchObject({ currency: '', priceVersion: '' })
    expect(inputPrice(provider, model)).toBeUndefined()
  })

  it('asks for the requested model where the served one says nothing', () => {
    expect(priced({ provider: 'azure', servedModel: 'my-deployment', requestedModel: 'gpt-4o' }).cost).toBe('2.5')
    expect(priced({ provider: 'openai', servedModel: 'gpt-4o-mini', requestedModel: 'gpt-4o' }).cost).toBe('0.15')
  })
})

describe('dates', () => {
  it('prices a call at the table of its day', () => {
    const o3 = (day: string) => priced({ provider: 'azure', servedModel: 'azure/o3-2025-04-16', startNs: ns(day) })
    expect(o3('2025-10-01')).toMatchObject({ cost: '10', priceVersion: 'litellm-2025-09-05' })
    expect(o3('2026-07-23')).toMatchObject({ cost: '10' })
    expect(o3('2026-07-24')).toMatchObject({ cost: '2', priceVersion: 'litellm-2026-07-24' })
    expect(o3('2024-01-01')).toMatchObject({ cost: '10', priceVersion: 'litellm-2025-09-05' })
  })

  it('takes a price of another day where its own knows none', () => {
    expect(priced({ provider: 'openai', servedModel: 'gpt-5.1', startNs: ns('2025-10-01') })).toMatchObject({
      cost: '1.25',
      priceVersion: 'litellm-2026-07-24',
    })
    expect(priced({ provider: 'anthropic', servedModel: 'claude-3-5-sonnet-20241022' })).toMatchObject({
      cost: '3',
      priceVersion: 'litellm-2025-09-05',
    })
  })
})

describe('usage', () => {
  it('is needed', () => {
    expect(priced({ provider: 'openai', servedModel: 'gpt-4o', responseTokens: undefined }).cost).toBeUndefined()
    expect(priced({ provider: 'openai', servedModel: 'gpt-4o', promptTokens: undefined }).cost).toBeUndefined()
    expect(
      priced({ provider: 'openai', servedModel: 'text-embedding-3-small', operation: 'embeddings', responseTokens: undefined }).cost,
    ).toBe('0.02')
    expect(
      priced({ provider: 'openai', servedModel: 'gpt-4o', promptTokens: undefined, responseTokens: 1000, totalTokens: 3000 }).cost,
    ).toBe('0.015')
  })

  it('may count writes for an hour among the writes or apart', () => {
    const one = { provider: 'anthropic', servedModel: 'claude-opus-4-5', promptTokens: 100, cacheWrite1hTokens: 100 }
    expect(priced({ ...one, cacheWriteTokens: 100 }).cost).toBe(priced({ ...one, cacheWriteTokens: 0 }).cost)
  })

  it('may leave cached tokens out of the input', () => {
    const anthropics = { provider: 'anthropic', servedModel: 'claude-opus-4-5', cachedTokens: 5000 }
    expect(priced({ ...anthropics, promptTokens: 10 }).cost).toBe(priced({ ...anthropics, promptTokens: 5010 }).cost)
  })

  it('leaves a cost that is there', () => {
    const record = call({ provider: 'openai', servedModel: 'gpt-4o', promptTokens: 5, responseTokens: 5, cost: '7', currency: 'EUR' })
    void priceStage(pricer).run({ ...emptyBatch('p', 0), interactions: [record] })
    expect(record).toMatchObject({ cost: '7', currency: 'EUR', priceVersion: '' })
  })

  it.each([[Number.NaN], [1.5], [-1], [2 ** 60]])('of %d tokens is not priced', (promptTokens) => {
    expect(priced({ provider: 'openai', servedModel: 'gpt-4o', promptTokens }).cost).toBeUndefined()
  })

  it('knows the batch tier by its names', () => {
    for (const serviceTier of ['batch', 'BATCHES', 'batches']) expect(inputPrice('openai', 'gpt-4o', { serviceTier })).toBe('1.25')
    expect(inputPrice('openai', 'gpt-4o', { serviceTier: 'priority' })).toBe('4.25')
    expect(inputPrice('openai', 'gpt-4o', { serviceTier: 'default' })).toBe('2.5')
  })
})

describe('the arithmetic', () => {
  const model = fc.constantFrom(...newest.models)
  const tokens = fc.integer({ min: 0, max: 2_000_000 })
  const usage = fc.record({
    uncachedInput: tokens,
    cachedRead: tokens,
    cacheWrite: tokens,
    cacheWrite1h: tokens,
    output: tokens,
    reasoning: fc.constant(0),
    tier: fc.constantFrom<Usage['tier']>('', 'batches', 'flex', 'priority'),
  })
  const total = (each: Usage) => each.uncachedInput + each.cachedRead + each.cacheWrite + each.cacheWrite1h
  const bounds = (rates: (typeof newest.models)[number]['rates']) =>
    Object.values(rates)
      .flat()
      .map(({ overTokens }) => overTokens)
  /** Both on the same side of every bound, so that the same prices hold. */
  const alike = (rates: (typeof newest.models)[number]['rates'], left: number, right: number) =>
    bounds(rates).every((bound) => left > bound === right > bound)

  it('never falls when a token is added', () => {
    fc.assert(
      fc.property(
        model,
        usage,
        fc.constantFrom('uncachedInput', 'cachedRead', 'cacheWrite', 'cacheWrite1h', 'output'),
        (entry, used, part) => {
          const { rates } = entry
          fc.pre(rates.request === undefined)
          const more = { ...used, [part]: used[part as 'output'] + 1 }
          fc.pre(alike(rates, total(used), total(more)))
          const [before, after] = [costOf(entry, used), costOf(entry, more)]
          if (before !== undefined && after !== undefined) expect(after >= before).toBe(true)
        },
      ),
    )
  })

  it('adds up: two calls cost what one with both their tokens costs, within a bound', () => {
    fc.assert(
      fc.property(model, usage, usage, (entry, one, two) => {
        const { rates } = entry
        fc.pre(rates.request === undefined)
        const both = {
          ...one,
          uncachedInput: one.uncachedInput + two.uncachedInput,
          cachedRead: one.cachedRead + two.cachedRead,
          cacheWrite: one.cacheWrite + two.cacheWrite,
          cacheWrite1h: one.cacheWrite1h + two.cacheWrite1h,
          output: one.output + two.output,
        }
        const second = { ...two, tier: one.tier }
        fc.pre(alike(rates, total(one), total(both)) && alike(rates, total(two), total(both)))
        const costs = [costOf(entry, one), costOf(entry, second), costOf(entry, both)]
        if (costs.every((cost) => cost !== undefined)) expect(costs[0]! + costs[1]!).toBe(costs[2])
      }),
    )
  })

  it('does not care about buckets of the same price', () => {
    const entry = readPriceTable({
      version: 'v',
      source: '',
      validFrom: '2026-01-01',
      currency: 'USD',
      models: { m: { provider: 'p', input: '2e-6', output: '3e-6' } },
    }).models[0]!
    fc.assert(
      fc.property(
        usage,
        fc.shuffledSubarray(['uncachedInput', 'cachedRead', 'cacheWrite', 'cacheWrite1h'] as const, { minLength: 4 }),
        (used, order) => {
          const [a, b, c, d] = order
          const turned = { ...used, [a!]: used.uncachedInput, [b!]: used.cachedRead, [c!]: used.cacheWrite, [d!]: used.cacheWrite1h }
          expect(costOf(entry, turned)).toBe(costOf(entry, used))
        },
      ),
    )
  })

  it('lets one token over the bound change the price of all', () => {
    const table = readPriceTable({
      version: 'v',
      source: '',
      validFrom: '2026-01-01',
      currency: 'EUR',
      models: { m: { provider: 'p', input: '1', 'input>200000': '2', output: '1', reasoning: '3', 'output>200000': '5' } },
    })
    const cost = (promptTokens: number, reasoningTokens = 0) => {
      const record = call({ provider: 'p', servedModel: 'm', promptTokens, responseTokens: 10, reasoningTokens })
      priceRecord(
        createPricer(() => [table]),
        'p',
        record,
      )
      return record
    }
    expect(cost(200_000)).toMatchObject({ cost: '200010', currency: 'EUR', priceVersion: 'v' })
    expect(cost(200_001).cost).toBe('400052')
    expect(cost(1, 10).cost).toBe('31')
    expect(cost(200_001, 10).cost).toBe('400052')
  })

  it('refuses a table with a price that is none', () => {
    expect(() =>
      readPriceTable({
        version: 'v',
        source: '',
        validFrom: '2026-01-01',
        currency: 'USD',
        models: { m: { provider: 'p', input: 'cheap' } },
      }),
    ).toThrow(/cannot be read/)
  })
})

describe('what is not text', () => {
  const table = readPriceTable({
    version: 'v',
    source: '',
    validFrom: '2026-01-01',
    currency: 'USD',
    models: {
      voice: { provider: 'p', input: '1', output: '2', inputAudio: '10', outputAudio: '20' },
      painter: { provider: 'p', input: '0', outputImage: '0.04', outputSecond: '0.5' },
      ranker: { provider: 'p', input: '0', request: '0.002' },
      answerer: { provider: 'p', input: '1', output: '1', search: '0.035', request: '0.1' },
    },
  })
  const costWith = (servedModel: string, tags: Record<string, string>, over: Partial<InteractionRecord> = {}) => {
    const record = call({ provider: 'p', servedModel, promptTokens: 100, responseTokens: 10, tags, ...over })
    priceRecord(
      createPricer(() => [table]),
      'p',
      record,
    )
    return record.cost
  }

  it('is billed at its own price, and taken out of the text', () => {
    expect(costWith('voice', { 'usage.audioInputTokens': '40', 'usage.audioOutputTokens': '4' })).toBe(String(60 + 400 + 12 + 80))
    expect(costWith('voice', { 'usage.audioInputTokens': '4000' })).toBe(String(1000 + 20))
    expect(costWith('voice', {})).toBe('120')
  })

  it('is needed where a model is paid for by nothing else', () => {
    expect(costWith('painter', {})).toBeUndefined()
    expect(costWith('painter', { 'usage.outputImages': '3' })).toBe('0.12')
    expect(costWith('painter', { 'usage.outputSeconds': '2.5' }, { promptTokens: undefined, responseTokens: undefined })).toBe('1.25')
    expect(costWith('painter', { 'usage.outputImages': 'many' })).toBeUndefined()
  })

  it('may be the request itself, once', () => {
    expect(costWith('ranker', {})).toBe('0.002')
    expect(costWith('answerer', { 'usage.searches': '2' })).toBe('110.17')
  })
})

describe('caches', () => {
  const saved = (over: Partial<InteractionRecord>) => priced({ provider: 'anthropic', servedModel: 'claude-opus-4-5', ...over }).cacheSaved
  it('save what reading costs less than input, less what writing costs more', () => {
    expect(saved({ cachedTokens: 1_000_000 })).toBe('4.5')
    expect(saved({ cacheWriteTokens: 1_000_000 })).toBe('-1.25')
    expect(saved({})).toBeUndefined()
  })
})

describe("a project's own tables", () => {
  const table = (version: string, models: Record<string, Record<string, string>>, validFrom = '2026-01-01', validTo?: string) =>
    readPriceTable({ version, source: 'contract', validFrom, validTo, currency: 'EUR', models })
  const own = createPricer(() => tables)
  const cost = (over: Partial<InteractionRecord>, project = 'p') => {
    const record = call({ provider: 'openai', promptTokens: 1_000_000, responseTokens: 0, ...over })
    priceRecord(own, project, record)
    return `${record.cost} ${record.currency} ${record.priceVersion}`
  }
  const gpt = { provider: 'openai', region: '', input: '0.000001', output: '0.000002' }
  own.useOwn('p', [
    table('second', { 'openai/gpt-4o': gpt }, '2026-06-01', '2026-09-01'),
    table('first', { 'openai/gpt-4o': { ...gpt, input: '0.000003' }, 'openai/eu/gpt-4o': { ...gpt, region: 'eu', input: '0.000004' } }),
  ])

  it('go before those of the product, for as long as they hold, the newest upload first', () => {
    expect(cost({ servedModel: 'gpt-4o' })).toBe('1 EUR second')
    expect(cost({ servedModel: 'gpt-4o-2024-08-06' })).toBe('1 EUR second')
    expect(cost({ servedModel: 'gpt-4o', startNs: ns('2026-09-01') })).toBe('3 EUR first')
    expect(cost({ servedModel: 'gpt-4o', startNs: ns('2025-12-31') })).toBe('2.5 USD litellm-2025-09-05')
    expect(cost({ servedModel: 'gpt-4o-mini' })).toBe('0.15 USD litellm-2026-07-24')
  })

  it("hold for a region where they say so, and for nobody else's project", () => {
    expect(cost({ servedModel: 'gpt-4o', region: 'eu', startNs: ns('2026-10-01') })).toBe('4 EUR first')
    expect(cost({ servedModel: 'gpt-4o', region: 'us', startNs: ns('2026-10-01') })).toBe('3 EUR first')
    expect(cost({ servedModel: 'gpt-4o' }, 'q')).toBe('2.5 USD litellm-2026-07-24')
  })

  it('can be taken away again', () => {
    own.useOwn('r', [table('own', { 'openai/gpt-4o': gpt })])
    expect(cost({ servedModel: 'gpt-4o' }, 'r')).toBe('1 EUR own')
    own.useOwn('r', [])
    expect(cost({ servedModel: 'gpt-4o' }, 'r')).toBe('2.5 USD litellm-2026-07-24')
  })
})
