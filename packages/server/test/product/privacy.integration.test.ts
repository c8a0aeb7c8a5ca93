/** Policies, reveals and erasure, from outside. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { eventually, type Product, startProduct } from './product.ts'
import { encodeTraces, gateway, gatewaySpans, hex, sendOtlp, submittedInteraction } from './samples.ts'

let product: Product
beforeAll(async () => void (product = await startProduct()))
afterAll(async () => {
  await product.stop()
  product.remove()
})

type Json = Record<string, any>
const get = async (path: string) => (await product.call('GET', path)).json as Json
const send = async (id: string, more: object) => {
  const answer = await product.call('POST', '/api/v1/telemetry/ai-interactions', submittedInteraction(id, more))
  expect(answer.status, answer.text).toBe(200)
}
const read = (id: string) => get(`/api/v1/ai-interactions/${id}`)

let changes = 0

/** In force when a pattern that only this version has shows in what is stored. */
async function change(settings: object): Promise<void> {
  const { version } = await get('/api/v1/privacy/settings')
  const name = `PROBE_${++changes}`
  const answer = await product.call('PUT', '/api/v1/privacy/settings', {
    version,
    settings: { ...settings, patterns: [{ name, pattern: 'PROBE-\\d' }] },
  })
  expect(answer.status, answer.text).toBe(200)
  const probe = async () => {
    const id = hex(8)
    await send(id, { sessionId: 'PROBE-1' })
    return (await read(id)).sessionId as string
  }
  expect(await eventually(probe, (session) => session.includes(name), 5_000)).toContain(name)
}

describe('by default', () => {
  test('secrets and structured identifiers are gone from every field, names and ids stay', async () => {
    const id = hex(8)
    await send(id, {
      userId: 'ada@example.org',
      sessionId: 'session-7',
      prompt: 'I am Ada Lovelace, mail ada@example.org, key sk-ant-api03-Qw3rTy7UioP1aSdFgHjK',
      response: 'noted 4111 1111 1111 1111',
      errorDetails: { message: 'password=hunter2 is wrong' },
      tags: { note: 'from 10.1.2.3', api_key: 'a1b2c3d4e5f6' },
    })
    const found = await read(id)
    expect(found).toMatchObject({
      prompt: 'I am Ada Lovelace, mail [EMAIL], key [SECRET]',
      response: 'noted [CREDIT_CARD]',
      errorDetails: { message: 'password=[SECRET] is wrong' },
      tags: { note: 'from [IP]', api_key: '[SECRET]' },
      model: 'gpt-4o',
      sessionId: 'session-7',
      contentState: 'redacted',
    })
    expect(found.userId).toMatch(/^\[EMAIL:[0-9a-f]{16}\]$/)
    const counts = Object.fromEntries(found.redactions.map((one: Json) => [one.class, one.count]))
    expect(counts).toEqual({ EMAIL: 2, SECRET: 3, CREDIT_CARD: 1, IP: 1 })
  })

  test('a call read out of spans says what was taken out of it', async () => {
    const traceId = hex(16)
    await sendOtlp(
      product.otlpHttp,
      encodeTraces([{ resource: gateway, spans: gatewaySpans(traceId, 'call +49 30 4642 6514 or a@b.example', 'ok') }]),
    )
    const { items } = await get(`/api/v1/ai-interactions?traceId=${traceId}`)
    expect(await read(items[0].id)).toMatchObject({
      prompt: 'call [PHONE] or [EMAIL]',
      contentState: 'redacted',
      redactions: [
        { class: 'PHONE', count: 1 },
        { class: 'EMAIL', count: 1 },
      ],
    })
  })
})

test('decisions and traces say what was taken out of them, and of their spans', async () => {
  const traceId = hex(16)
  const span = { spanId: hex(8), name: 'for a@b.example', startTime: new Date().toISOString(), duration: 5, tags: { from: '10.1.2.3' } }
  const trace = { traceId, name: 'for c@d.example', startTime: span.startTime, duration: 5, spans: [span, { ...span, spanId: hex(8) }] }
  expect((await product.call('POST', '/api/v1/telemetry/traces', trace)).status).toBe(200)
  const found = await get(`/api/v1/traces/${traceId}`)
  expect(found.redactions).toEqual([
    { class: 'EMAIL', count: 3 },
    { class: 'IP', count: 2 },
  ])
  expect(found.spans[0].redactions).toEqual([
    { class: 'EMAIL', count: 1 },
    { class: 'IP', count: 1 },
  ])
  const decision = { type: 'other', component: 'router', input: { to: 'a@b.example' }, output: null }
  const finalOutcome = { provider: 'openai', model: 'gpt-4o', status: 'success' }
  const decided = { traceId, requestId: 'r1', timestamp: span.startTime, decisions: [decision], finalOutcome }
  expect((await product.call('POST', '/api/v1/telemetry/decisions', decided)).status).toBe(200)
  const { json } = await product.call('GET', `/api/v1/decisions/${traceId}`)
  expect((json as Json).redactions).toEqual([{ class: 'EMAIL', count: 1 }])
  expect(await get('/api/v1/decisions/verify')).toMatchObject({ intact: true })
})

test('the tester says what would be stored, and by which class', async () => {
  const { json } = await product.call('POST', '/api/v1/privacy/test', { text: 'mail ada@example.org' })
  expect(json).toMatchObject({
    text: 'mail [EMAIL]',
    spans: [{ start: 5, end: 20, type: 'EMAIL', action: 'mask' }],
    redactions: [{ class: 'EMAIL', count: 1 }],
  })
  const named = await product.call('POST', '/api/v1/privacy/test', { text: 'ask Rashid Zhang in Oslo', names: true })
  expect(named.json).toMatchObject({ text: 'ask [PERSON] in [LOCATION]' })
  const pattern = { text: 'EMP-123456', settings: { patterns: [{ name: 'EMPLOYEE', pattern: 'EMP-(?=1)' }] } }
  expect((await product.call('POST', '/api/v1/privacy/test', pattern)).status).toBe(422)
})

test('two who change the settings at once do not overwrite each other', async () => {
  const body = { version: 999, settings: {} }
  expect((await product.call('PUT', '/api/v1/privacy/settings', body)).status).toBe(409)
})

describe('policies', () => {
  test('a token is revealed for a reason, and the reveal is in the log', async () => {
    await change({ classes: { EMAIL: 'tokenise' } })
    const id = hex(8)
    await send(id, {
      prompt: 'mail ada@example.org',
      inputMessages: [{ role: 'user', parts: [{ type: 'text', text: 'mail "ada@example.org"' }] }],
    })
    const stored = await read(id)
    expect(stored.contentState).toBe('masked')
    expect(stored.prompt).toMatch(/^mail \[EMAIL:tok_[\w-]+\]$/)
    expect((await product.call('POST', `/api/v1/ai-interactions/${id}/reveal`, { reason: 'no' })).status).toBe(422)
    const revealed = await product.call('POST', `/api/v1/ai-interactions/${id}/reveal`, { reason: 'a customer asked what we sent' })
    expect(revealed.json).toMatchObject({
      prompt: 'mail ada@example.org',
      inputMessages: [{ parts: [{ text: 'mail "ada@example.org"' }] }],
      revealed: [{ class: 'EMAIL', count: 2 }],
    })
    const { items } = await get('/api/v1/privacy/reveals')
    expect(items[0]).toMatchObject({
      record: id,
      reason: 'a customer asked what we sent',
      actor: 'local',
      revealed: [{ class: 'EMAIL', count: 2 }],
    })
  })

  test('by organization, provider, model and field, the stricter where it is not known', async () => {
    await change({
      rules: [
        { name: 'the bank', organizations: ['bank-*'], content: 'drop' },
        { name: 'hashes', providers: ['anthropic'], content: 'fingerprint' },
        { name: 'open notes', fields: ['tags.note'], classes: { EMAIL: 'keep' } },
      ],
    })
    const [bank, other, hashed, unknown] = [hex(8), hex(8), hex(8), hex(8)]
    const said = { prompt: 'a long secret story', response: 'indeed', tags: { note: 'a@b.example', more: 'a@b.example' } }
    await send(bank, { ...said, organizationId: 'bank-7' })
    await send(other, { ...said, organizationId: 'shop' })
    await send(hashed, { ...said, organizationId: 'shop', provider: 'anthropic' })
    await send(unknown, said)
    expect(await read(bank)).toMatchObject({
      contentState: 'none',
      contentPolicy: 'the bank',
      redactions: [{ class: 'CONTENT' }, { class: 'EMAIL' }],
    })
    expect(await read(other)).toMatchObject({
      contentState: 'redacted',
      prompt: 'a long secret story',
      tags: { note: 'a@b.example', more: '[EMAIL]' },
    })
    const fingerprint = await read(hashed)
    expect(fingerprint).toMatchObject({ contentState: 'fingerprint', contentPolicy: 'hashes' })
    expect(fingerprint.promptFingerprint).toMatch(/^[0-9a-f]{16}$/)
    expect(fingerprint).not.toHaveProperty('prompt')
    expect(await read(unknown)).toMatchObject({ contentState: 'none' })
  })

  test('metadata only: no free text of a trace is kept', async () => {
    await change({ content: 'metadata' })
    const traceId = hex(16)
    await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans: gatewaySpans(traceId, 'say nothing of me', 'I will not') }]))
    const trace = JSON.stringify(await get(`/api/v1/traces/${traceId}`))
    expect(trace).toContain('gen_ai.request.model')
    expect(trace).not.toContain('say nothing')
    const { items } = await get(`/api/v1/ai-interactions?traceId=${traceId}`)
    expect(await read(items[0].id)).toMatchObject({ contentState: 'none', promptTokens: 250, model: 'gpt-4o-2024-08-06' })
  })
})

const point = (more: object) => ({
  id: hex(8),
  name: 'logins',
  value: 1,
  timestamp: new Date().toISOString(),
  source: 's',
  component: 'c',
  tags: {},
  ...more,
})

/** The receipt, once it is done. */
async function erased(userId: string): Promise<Json> {
  const asked = await product.call('POST', '/api/v1/privacy/erasures', { userId, reason: 'asked for it by letter' })
  return eventually(
    () => get(`/api/v1/privacy/erasures/${(asked.json as Json).id}`),
    ({ state }) => state !== 'running',
    20_000,
  )
}

/** Of the points of this file: their users, as the tags name them. */
async function logins(): Promise<string[]> {
  const query = { metric: 'logins', aggregation: 'count', groupBy: ['end_user.id', 'user'], from: 'now-1h' }
  const { json } = await product.call('POST', '/api/v1/metrics/query', query)
  return (json as Json).series.map(({ labels }: Json) => Object.values(labels).join())
}

test('erasure takes what names a user and belongs to no trace', async () => {
  expect((await product.call('POST', '/api/v1/telemetry/metrics', point({ userId: 'hedy' }))).status).toBe(200)
  expect(await erased('hedy')).toMatchObject({ state: 'done', left: 0, removed: { metric_exemplars: 1 } })
})

test('erasure takes everything that names a user, and leaves a receipt without a name', async () => {
  await change({})
  const [traceId, other] = [hex(16), hex(16)]
  const spans = gatewaySpans(traceId, 'hello', 'there')
  const first = spans[0]
  if (first) first.attributes = { ...first.attributes, 'user.id': 'grace@example.org' }
  await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans }]))
  await sendOtlp(product.otlpHttp, encodeTraces([{ resource: gateway, spans: gatewaySpans(other) }]))
  await send('grace-1', { userId: 'grace@example.org', traceId: undefined })
  const points = [{ 'end_user.id': 'grace@example.org' }, { user: 'ada' }, { team: 'grace@example.org' }].map((tags) => point({ tags }))
  expect((await product.call('POST', '/api/v1/telemetry/metrics', points)).status).toBe(200)
  const receipt = await erased('grace@example.org')
  expect(receipt).toMatchObject({
    state: 'done',
    left: 0,
    reason: 'asked for it by letter',
    removed: { spans: 3, content: 2, metric_points: 1, metric_series: 1 },
  })
  expect(JSON.stringify(receipt)).not.toContain('grace')
  expect((await product.call('GET', `/api/v1/traces/${traceId}`)).status).toBe(404)
  expect((await product.call('GET', '/api/v1/ai-interactions/grace-1')).status).toBe(404)
  expect((await product.call('GET', `/api/v1/traces/${other}`)).status).toBe(200)
  expect(await logins()).toEqual(expect.arrayContaining([',ada', ',']))
  expect((await logins()).join()).not.toContain('grace')
  // Who comes back is seen again, by what the policy makes of an address: the series that went is written down anew.
  const left = (await logins()).length
  expect((await product.call('POST', '/api/v1/telemetry/metrics', points.slice(0, 1))).status).toBe(200)
  expect(await logins()).toHaveLength(left + 1)
})
