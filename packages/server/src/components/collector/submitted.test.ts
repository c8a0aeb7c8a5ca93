import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Batch, emptyBatch } from '../../flows/ingest/batch.ts'
import { type Decoder, UndecodableError, type WireFormat } from '../../flows/ingest/intake.ts'
import { STATUS } from '../../flows/ingest/records.ts'
import { decodeSubmittedInteractions } from './submitted-interactions.ts'
import { decodeSubmittedTraces } from './submitted-traces.ts'

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736'
const uuid = '4BF92F35-77B3-4DA6-A3CE-929D0E0E4736'
const second = 1_000_000_000n
const startNs = BigInt(Date.UTC(2026, 2, 11, 12, 5, 32)) * 1_000_000n

const span = (over: object = {}) => ({
  spanId: '00f067aa0ba902b7',
  name: 'OpenAI Provider',
  startTime: '2026-03-11T12:05:32.500Z',
  endTime: '2026-03-11T12:05:34.500Z',
  duration: 2000,
  component: 'provider',
  operation: 'chat.completion',
  tags: { provider: 'openai', model: 'gpt-4' },
  events: [{ timestamp: '2026-03-11T12:05:32.600Z', name: 'Request sent', attributes: { attempt: 1 } }],
  status: 'error',
  errorDetails: { message: 'Rate limit exceeded', type: 'rate_limit', code: '429' },
  ...over,
})
const trace = (over: object = {}) => ({
  traceId,
  name: '/openai/completions',
  startTime: '2026-03-11T12:05:32Z',
  endTime: '2026-03-11T12:05:34.500Z',
  duration: 2500,
  userId: 'user-123',
  organizationId: 'org-456',
  status: 'error',
  errorDetails: { message: 'Rate limit exceeded' },
  spans: [span()],
  ...over,
})
const interaction = (over: object = {}) => ({
  id: 'i1',
  requestId: 'r1',
  traceId,
  timestamp: '2026-03-11T12:05:34.500Z',
  provider: 'openai',
  model: 'gpt-4o',
  promptTokens: 450,
  responseTokens: 800,
  startTime: '2026-03-11T12:05:32Z',
  endTime: '2026-03-11T12:05:34.500Z',
  latencyMs: 2500,
  prompt: 'hello',
  response: 'ok',
  status: 'success',
  ...over,
})

function decode(decoder: Decoder, body: unknown, format: WireFormat = 'json'): Batch {
  const batch = emptyBatch('p', 0)
  decoder(batch, Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), format)
  return batch
}
const traces = (body: unknown, format?: WireFormat) => decode(decodeSubmittedTraces, body, format)
const calls = (body: unknown, format?: WireFormat) => decode(decodeSubmittedInteractions, body, format)
/** What is wrong with a single record. */
const fault = (batch: Batch) => {
  expect(batch).toMatchObject({ accepted: 0, spans: [], traces: [], interactions: [], rejections: [{ index: 0 }] })
  return `${batch.rejections[0]?.path}: ${batch.rejections[0]?.message}`
}

describe('bodies', () => {
  it.each([
    ['one record', interaction()],
    ['a list', [interaction()]],
    ['items', { items: [interaction()] }],
    ['items beside other members', { note: '[{', items: [interaction()], more: { items: 1 } }],
    ['a record that happens to have items', interaction({ items: [1] })],
    ['an object with spaces and a mark', `\ufeff \n ${JSON.stringify(interaction(), null, 2)}\r\n `],
  ])('takes %s', (_, body) => {
    const batch = calls(body)
    expect(batch.rejections).toEqual([])
    expect(batch.interactions.map(({ id }) => id)).toEqual(['i1'])
  })

  it.each(['[]', '{"items":[]}', ' [ ] '])('takes nothing from %s', (body) => {
    expect(calls(body)).toMatchObject({ accepted: 0, rejections: [] })
  })

  it.each(['null', '"x"', '5', '{}', '[null]', '{"items":[7]}', '{"items":5}'])('rejects %s', (body) => {
    expect(calls(body)).toMatchObject({ accepted: 0, rejections: [{ index: 0 }] })
  })

  it.each([
    '',
    ' ',
    '[',
    '[{]',
    '{"a":',
    '[{},',
    '[{} {}]',
    '{"items":[{}]',
    '{"items" [{}]}',
    '{}x',
    '{}{}',
    '[]]',
    "{'a':1}",
    '[,]',
    'nul',
    '{"a":1}}',
    '{"items":[],}',
    '[1,]',
  ])('finds that %j is not JSON', (body) => {
    expect(() => calls(body)).toThrow(UndecodableError)
  })

  it('reads lines: blank ones are nothing, broken ones cost themselves', () => {
    const evil = 'hello\n\nDROP TABLE spans; --\n\nDROP DATABASE default;\u0000\ud800'
    const good = ['a', 'b', 'c'].map((id) => JSON.stringify(interaction({ id, prompt: evil })))
    const batch = calls(
      `${good[0]}\n\n${good[1]}\r\n\n${good[2]}\n\nDROP TABLE spans\n\n${JSON.stringify(interaction({ id: 'd' }))}\n`,
      'ndjson',
    )
    expect(batch.interactions.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd'])
    expect(batch.interactions[0]?.prompt).toBe(evil)
    expect(batch.rejections).toEqual([{ index: 3, path: '', message: 'line 7 is not valid JSON' }])
    expect(calls('', 'ndjson')).toMatchObject({ accepted: 0, rejections: [] })
  })

  it('limits depth and size of a record, and not its neighbours', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`
    const batch = calls(`[${JSON.stringify(interaction({ tags: 'T' })).replace('"T"', deep)},${JSON.stringify(interaction())}]`)
    expect(batch.rejections).toEqual([{ index: 0, path: '', message: expect.stringContaining('deep') }])
    expect(batch.accepted).toBe(1)
    const large = calls(`[${JSON.stringify(interaction({ prompt: 'x'.repeat(17 * 1024 * 1024) }))},${JSON.stringify(interaction())}]`)
    expect(large).toMatchObject({ accepted: 1, rejections: [{ index: 0 }] })
    expect(() => calls('['.repeat(100_000))).toThrow(UndecodableError)
  })

  it('cuts any list of JSON values as JSON.parse does', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue({ maxDepth: 5 }), { maxLength: 8 }), fc.integer({ min: 0, max: 3 }), (values, indent) => {
        const records = values.map((value, at) => interaction({ id: `i${at}`, tags: { value } }))
        const batch = calls(JSON.stringify(records, null, indent))
        expect(batch.rejections).toEqual([])
        expect(batch.interactions.map(({ tags }) => tags.value)).toEqual(
          values.map((value) => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))),
        )
      }),
    )
  })

  it('throws nothing but the agreed error, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom('{', '}', '[', ']', '"', '\\', ',', ':', '\n', ' ', '"items"', '"id"', 'null', '1', 'é'),
      fc.string({ maxLength: 5 }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.constantFrom<WireFormat>('json', 'ndjson'), (pieces, format) => {
        try {
          calls(pieces.join(''), format)
        } catch (error) {
          expect(error).toBeInstanceOf(UndecodableError)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('traces', () => {
  it('become a trace and its spans', () => {
    const batch = traces([trace({ traceId: uuid })])
    expect(batch.accepted).toBe(1)
    expect(batch.traces).toEqual([
      {
        traceId,
        name: '/openai/completions',
        startNs,
        endNs: startNs + (5n * second) / 2n,
        status: STATUS.error,
        userId: 'user-123',
        organizationId: 'org-456',
        requestPath: '',
        requestMethod: '',
        errorDetails: '{"message":"Rate limit exceeded"}',
        tags: '',
      },
    ])
    const [read] = batch.spans
    expect(read).toMatchObject({
      traceId,
      spanId: '00f067aa0ba902b7',
      parentSpanId: '',
      status: STATUS.error,
      statusMessage: 'Rate limit exceeded',
      startNs: startNs + second / 2n,
      endNs: startNs + (5n * second) / 2n,
    })
    expect(read?.facts).toMatchObject({
      component: 'provider',
      operation: 'chat.completion',
      provider: 'openai',
      model: 'gpt-4',
      userId: 'user-123',
      organizationId: 'org-456',
      errorType: 'rate_limit',
    })
    expect(read?.events).toMatchObject([{ timeNs: startNs + (6n * second) / 10n, name: 'Request sent' }])
    expect(read?.attributes.text('error.code')).toBe('429')
    expect(read?.origin.service).toBe('provider')
  })

  it('need an id, a name and times, and no more', () => {
    const batch = traces({ traceId, name: 'n', startTime: '2026-03-11T12:05:32Z', duration: 1.5, userId: null, spans: null })
    expect(batch.traces[0]).toMatchObject({ status: STATUS.unset, userId: '', endNs: startNs + 1_500_000n })
  })

  it('keep what is not known here', () => {
    const batch = traces(
      trace({
        tags: { plan: 'gold' },
        tenant: { id: 7 },
        spanCount: 3,
        slow: true,
        spans: [span({ zone: 'eu', weight: 1.5, duration: 9, kind: 'client' })],
      }),
    )
    expect(JSON.parse(batch.traces[0]?.tags ?? '')).toEqual({ plan: 'gold', tenant: { id: 7 } })
    expect([...(batch.spans[0]?.attributes.entries() ?? [])]).toEqual([
      ['provider', 'openai'],
      ['model', 'gpt-4'],
      ['zone', 'eu'],
      ['weight', 1.5],
      ['error.code', '429'],
    ])
    expect(batch.spans[0]).toMatchObject({ kind: 3, endNs: startNs + (5n * second) / 2n })
  })

  it('reach people and requests through their spans', () => {
    const batch = traces(
      trace({
        requestId: 'r',
        sessionId: 's',
        requestPath: '/x',
        spans: [span({ tags: { user: 'u2', session: 's2' } }), span({ parentSpanId: 'p', spanId: 'c' })],
      }),
    )
    expect(batch.spans.map(({ facts }) => [facts.userId, facts.sessionId, facts.requestId, facts.requestPath])).toEqual([
      ['u2', 's2', 'r', '/x'],
      ['user-123', 's', 'r', ''],
    ])
    expect(JSON.parse(traces(trace({ requestId: 'r', spans: [] })).traces[0]?.tags ?? '')).toEqual({ requestId: 'r' })
  })

  it('keep nanoseconds and understand zones', () => {
    const times = [
      '2026-03-11T12:05:32.123456789Z',
      '2026-03-11T14:05:32.123456789+02:00',
      '2026-03-11 07:05:32,123456789-0500',
      '2026-03-11t12:05:32.123456789',
    ]
    for (const startTime of times) expect(traces(trace({ startTime, spans: [] })).traces[0]?.startNs).toBe(startNs + 123_456_789n)
    expect(traces(trace({ startTime: '1970-01-01T00:00:00.000Z' })).traces[0]?.startNs).toBe(0n)
  })

  it.each([
    [{ traceId: 5 }, 'traceId: expected string, received number'],
    [{ traceId: '0'.repeat(32) }, 'traceId: must be 32 hex'],
    [{ name: undefined }, 'name: is missing'],
    [{ startTime: 'yesterday' }, 'startTime: must be an ISO 8601 time'],
    [{ startTime: '2026-13-11T12:05:32Z' }, 'startTime: is not a day'],
    [{ startTime: '2126-01-11T12:05:32Z', endTime: '2126-01-11T12:05:32Z' }, 'startTime: lies beyond'],
    [{ startTime: '1960-01-11T12:05:32Z' }, 'startTime: lies before 1970'],
    [{ endTime: '2026-03-11T12:05:31Z' }, 'endTime: lies before the start'],
    [{ endTime: undefined, duration: undefined }, 'endTime: is missing'],
    [{ endTime: undefined, duration: 1e300 }, 'duration: the end lies beyond'],
    [{ status: 'great' }, 'status: '],
    [{ spans: [span(), span({ spanId: undefined })] }, 'spans[1].spanId: is missing'],
    [{ spans: [span({ endTime: '2026-03-11T12:05:31Z' })] }, 'spans[0].endTime: lies before the start'],
    [{ spans: [span({ events: [{ name: 'x', timestamp: '2026-02-11T99:00Z' }] })] }, 'spans[0].events[0].timestamp: is not a day'],
  ])('are rejected with %o', (over, reason) => {
    expect(fault(traces(trace(over)))).toContain(reason)
  })
})

describe('interactions', () => {
  it('become records', () => {
    const batch = calls(interaction({ traceId: uuid, requestedModel: 'gpt-4o-latest', serviceTier: 'flex', timeToFirstToken: 800 }))
    expect(batch.interactions).toEqual([
      {
        id: 'i1',
        traceId,
        spanId: '',
        parentSpanId: '',
        requestId: 'r1',
        startNs,
        endNs: startNs + (5n * second) / 2n,
        userId: '',
        organizationId: '',
        sessionId: '',
        service: '',
        source: 'submitted',
        operation: '',
        provider: 'openai',
        requestedModel: 'gpt-4o-latest',
        servedModel: 'gpt-4o',
        status: STATUS.ok,
        errorType: '',
        errorCode: '',
        errorMessage: '',
        promptTokens: 450,
        responseTokens: 800,
        totalTokens: 1250,
        tokensEstimated: false,
        timeToFirstTokenMs: 800,
        finishReason: '',
        toolCalls: [],
        responseId: '',
        serviceTier: 'flex',
        region: '',
        attempt: 0,
        httpAttempts: 0,
        prompt: 'hello',
        response: 'ok',
        currency: '',
        priceVersion: '',
        tags: {},
      },
    ])
  })

  it('need an id, a provider, a model and one time', () => {
    const [record] = calls({
      id: 'x',
      provider: 'openai',
      model: 'm',
      timestamp: '2026-03-11T12:05:32Z',
      latencyMs: 5,
      cost: null,
      traceId: '',
      errorDetails: { message: 'no' },
    }).interactions
    expect(record).toMatchObject({ traceId: '', startNs, endNs: startNs + 5_000_000n, status: STATUS.error, errorMessage: 'no' })
    expect(record?.promptTokens).toBeUndefined()
    expect(record?.totalTokens).toBeUndefined()
  })

  it.each([
    [0.0725, '0.0725'],
    [1e-7, '0.0000001'],
    [1.5e-10, '0.00000000015'],
    [123456.75, '123456.75'],
    [0, '0'],
    [1e17, '100000000000000000'],
    [1.2345e-20, '0'],
  ])('keep a cost of %d exactly', (cost, text) => {
    expect(calls(interaction({ cost })).interactions[0]).toMatchObject({ cost: text, currency: 'USD', priceVersion: '' })
  })

  it('believe the decimal rather than the number', () => {
    expect(calls(interaction({ cost: 0.1, costDecimal: '0.100000000000000001', currency: 'EUR' })).interactions[0]).toMatchObject({
      cost: '0.100000000000000001',
      currency: 'EUR',
    })
  })

  it('read a prompt from messages where no text was written', () => {
    const messages = [
      { role: 'system', parts: [{ type: 'text', text: 'a' }] },
      {
        role: 'user',
        parts: [
          { type: 'text', text: 'b' },
          { type: 'text', text: 'c' },
        ],
      },
    ]
    const [record] = calls(interaction({ prompt: undefined, inputMessages: messages })).interactions
    expect(record).toMatchObject({ prompt: 'a\n\nb\nc', inputMessages: messages })
  })

  it('keep what is not known here among the tags', () => {
    const body = JSON.stringify(
      interaction({ tags: { plan: 'gold', n: 1, extra: 'mine' }, extra: 'theirs', deep: { a: [1] }, promptPreview: 'x' }),
    ).replace('"id"', '"__proto__":{"polluted":true},"constructor":1,"id"')
    const [record] = calls(body).interactions
    expect({ ...record?.tags }).toMatchObject({ plan: 'gold', n: '1', extra: 'mine', deep: '{"a":[1]}' })
    expect(record?.tags.promptPreview).toBeUndefined()
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
  })

  it.each([
    [{ id: '' }, 'id: '],
    [{ id: 'x'.repeat(257) }, 'id: '],
    [{ promptTokens: -1 }, 'promptTokens: '],
    [{ promptTokens: 1.5 }, 'promptTokens: '],
    [{ promptTokens: '12' }, 'promptTokens: '],
    [{ traceId: 'abc' }, 'traceId: must be 32 hex'],
    [{ cost: 1e30 }, 'cost: '],
    [{ startTime: undefined, timestamp: undefined }, 'startTime: is missing'],
    [{ endTime: '2026-03-11T12:05:31Z' }, 'endTime: lies before'],
  ])('are rejected with %o', (over, reason) => {
    expect(fault(calls(interaction(over)))).toContain(reason)
  })
})
