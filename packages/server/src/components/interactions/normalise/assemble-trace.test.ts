/** Rules of assembly that no recorded case shows by itself. */
import { describe, expect, it } from 'vitest'
import { Attributes, type AttributeValue } from '../../../flows/ingest/attributes.ts'
import { emptyFacts, type LogRecord, type Origin, type SpanRecord, STATUS } from '../../../flows/ingest/records.ts'
import { assembleTrace, type CallPart, readLogPart, readSpanPart } from './index.ts'

const MS = 1_000_000n
const TRACE = 'a'.repeat(32)

interface Given {
  id: string
  parent?: string
  scope?: string
  service?: string
  from?: number
  to?: number
  kind?: number
  name?: string
  status?: 0 | 1 | 2
  message?: string
  attributes?: Record<string, AttributeValue>
}

function span({
  id,
  parent = '',
  scope = 'lib',
  service = 'app',
  from = 0,
  to = 100,
  kind = 1,
  name = 'x',
  status = 0,
  message = '',
  attributes = {},
}: Given): SpanRecord {
  const origin: Origin = { service, scope, scopeVersion: '', resource: new Attributes() }
  return {
    origin,
    traceId: TRACE,
    spanId: id,
    parentSpanId: parent,
    name,
    kind,
    startNs: BigInt(from) * MS,
    endNs: BigInt(to) * MS,
    status,
    statusMessage: message,
    attributes: Attributes.of(Object.entries(attributes)),
    events: [],
    links: [],
    facts: emptyFacts(),
  }
}

function log(spanId: string, eventName: string, body: Record<string, AttributeValue>, atMs = 0): LogRecord {
  const origin: Origin = { service: 'app', scope: 'lib', scopeVersion: '', resource: new Attributes() }
  return {
    origin,
    traceId: TRACE,
    spanId,
    timeNs: BigInt(atMs) * MS,
    severity: 9,
    eventName,
    body: Attributes.of(Object.entries(body)),
    attributes: new Attributes(),
  }
}

const chat = (given: Given) =>
  span({
    ...given,
    kind: 3,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      ...given.attributes,
    },
  })
const post = (given: Given, status: number, path = '/v1/chat/completions') =>
  span({
    kind: 3,
    scope: 'http',
    ...given,
    attributes: {
      'http.request.method': 'POST',
      'url.path': path,
      'http.response.status_code': status,
      ...(status >= 400 ? { 'error.type': String(status) } : {}),
    },
    status: status >= 400 ? 2 : 0,
  })

const assemble = (...records: (SpanRecord | LogRecord)[]) =>
  assembleTrace(
    records
      .map((record) => ('body' in record ? readLogPart(record) : readSpanPart(record)))
      .filter((part): part is CallPart => part !== undefined),
  )

describe('assembling a trace', () => {
  it('makes nothing of spans without a model', () => {
    expect(assemble(span({ id: '1' }), post({ id: '2', parent: '1' }, 200))).toEqual([])
    expect(readSpanPart(span({ id: '1', attributes: { 'http.route': '/x', 'db.system': 'pg' } }))).toBeUndefined()
    expect(readSpanPart(span({ id: '1', attributes: { 'gen_ai.agent.name': 'support' } }))).toBeUndefined()
  })

  it('has a call from its logs alone, and the same call when the span comes', () => {
    const said = log('1', 'gen_ai.user.message', { content: 'Hello?' })
    const [early] = assemble(said)
    expect(early).toMatchObject({ id: `${TRACE}-1`, prompt: 'Hello?', status: STATUS.unset, requestedModel: '' })
    const [late] = assemble(said, chat({ id: '1', attributes: { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 2 } }))
    expect(late).toMatchObject({ id: `${TRACE}-1`, prompt: 'Hello?', promptTokens: 5, requestedModel: 'gpt-4o' })
  })

  it('keeps the order in which messages of one clock tick were written', () => {
    const logs = ['one', 'two', 'three', 'four'].map((content, at) =>
      log('1', at % 2 === 0 ? 'gen_ai.user.message' : 'gen_ai.assistant.message', { content }),
    )
    const parts = logs.map(readLogPart).filter((part) => part !== undefined)
    const [record] = assembleTrace([parts[2], parts[0], parts[3], parts[1]])
    expect(record.inputMessages?.map((message) => message.parts[0].text)).toEqual(['one', 'two', 'three', 'four'])
  })

  it('takes an error from the HTTP request below when the call itself tells no end', () => {
    const said = log('9', 'gen_ai.user.message', { content: 'Hi' })
    expect(assemble(said, post({ id: '2', parent: '9' }, 503))[0]).toMatchObject({
      status: STATUS.error,
      errorCode: '503',
      httpAttempts: 1,
    })
    const done = chat({ id: '9', attributes: { 'gen_ai.response.finish_reasons': ['stop'] } })
    expect(assemble(done, post({ id: '2', parent: '9' }, 429), post({ id: '3', parent: '9', from: 10 }, 200))[0]).toMatchObject({
      status: STATUS.ok,
      httpAttempts: 2,
      errorCode: '',
    })
  })

  it('counts the requests of a gateway in the middle, and not the one that leads to it', () => {
    const [record] = assemble(
      chat({ id: '1' }),
      post({ id: '2', parent: '1' }, 200),
      post({ id: '3', parent: '2', kind: 2, service: 'gateway', from: 5, to: 95 }, 200),
      post({ id: '4', parent: 'unknown', service: 'gateway', from: 10, to: 20 }, 429),
      post({ id: '5', parent: 'unknown', service: 'gateway', from: 20, to: 90 }, 200, '/v1/messages'),
    )
    expect(record).toMatchObject({ httpAttempts: 2 })
  })

  it('takes two spans of one layer for two calls, even with one response id', () => {
    const same = { 'gen_ai.response.id': 'r1' }
    expect(assemble(chat({ id: '1', attributes: same }), chat({ id: '2', attributes: same }))).toHaveLength(2)
    expect(assemble(chat({ id: '1', attributes: same }), chat({ id: '2', scope: 'other', attributes: same }))).toHaveLength(1)
  })

  it('pairs parallel calls of two layers one to one', () => {
    const outer = ['1', '2', '3'].map((id, at) => chat({ id, scope: 'langchain', from: at * 10, to: 100 + at }))
    const inner = ['4', '5', '6'].map((id, at) => chat({ id, from: at * 10 + 1, to: 99 + at }))
    const records = assemble(...outer, ...inner)
    expect(records.map((record) => record.spanId)).toEqual(['4', '5', '6'])
  })

  it('does not join layers whose answers differ', () => {
    const answer = (text: string) => ({
      'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: text }] }]),
    })
    expect(
      assemble(chat({ id: '1', attributes: answer('yes') }), chat({ id: '2', scope: 'other', attributes: answer('no') })),
    ).toHaveLength(2)
  })

  it('takes a layer around several attempts for their operation', () => {
    const records = assemble(
      chat({ id: '1', scope: 'langchain', attributes: { 'gen_ai.usage.input_tokens': 7, 'gen_ai.usage.output_tokens': 1 } }),
      chat({ id: '2', parent: '1', from: 0, to: 20, status: 2, message: '429 slow down' }),
      chat({ id: '3', parent: '1', from: 30, to: 90, attributes: { 'gen_ai.response.finish_reasons': ['stop'] } }),
    )
    expect(records).toMatchObject([
      { spanId: '2', attempt: 1, status: STATUS.error, errorCode: '429', errorType: 'rate_limit' },
      { spanId: '3', attempt: 2, status: STATUS.ok },
    ])
  })

  it('does not count what a tool asks of a model as its caller', () => {
    const tool = span({ id: '2', parent: '1', attributes: { 'gen_ai.operation.name': 'execute_tool' } })
    expect(assemble(chat({ id: '1' }), tool, chat({ id: '3', parent: '2' }))).toHaveLength(2)
  })

  it('never counts wrappers beside the calls inside them, also when steps between are unknown', () => {
    const agent = span({
      id: '1',
      scope: 'agents',
      attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 99 },
    })
    expect(assemble(agent, chat({ id: '3', parent: 'plain', from: 10, to: 20 })).map((record) => record.spanId)).toEqual(['3'])
    expect(assemble(agent).map((record) => record.spanId)).toEqual(['1'])
  })

  it('lets an application step stand for a call that was never exported, but not one around a tool or a call', () => {
    const step = span({
      id: '1',
      scope: '@traceloop/node-server-sdk',
      attributes: { 'traceloop.span.kind': 'workflow', 'traceloop.entity.output': '"done"' },
    })
    expect(assemble(step)).toMatchObject([
      { spanId: '1', provider: '', requestedModel: '', tags: { evidence: 'wrapper' }, response: 'done' },
    ])
    expect(assemble(step, chat({ id: '2', parent: '1' }))).toHaveLength(1)
    expect(assemble(step, span({ id: '2', parent: '1', attributes: { 'traceloop.span.kind': 'tool' } }))).toEqual([])
    const chain = span({
      id: '1',
      scope: '@traceloop/instrumentation-langchain',
      attributes: { 'traceloop.span.kind': 'workflow', 'gen_ai.operation.name': 'workflow' },
    })
    expect(assemble(chain)).toEqual([])
  })

  it("lets a step that failed with a model API's error stand for the call beside the ones that went well", () => {
    const step = span({ id: '1', status: 2, message: '429 Rate limit reached', attributes: { 'openinference.span.kind': 'CHAIN' } })
    const fine = chat({ id: '2', parent: '1', attributes: { 'gen_ai.response.finish_reasons': ['stop'] } })
    expect(assemble(step, fine).map((record) => [record.spanId, record.errorCode])).toEqual([
      ['1', '429'],
      ['2', ''],
    ])
    const other = span({ id: '1', status: 2, message: 'cannot read property', attributes: { 'openinference.span.kind': 'CHAIN' } })
    expect(assemble(other, fine)).toHaveLength(1)
  })

  it('survives parents in a circle and times that run backwards', () => {
    const records = assemble(chat({ id: '1', parent: '2', from: 50, to: 10 }), chat({ id: '2', parent: '1', scope: 'other' }))
    expect(records).toHaveLength(1)
  })

  it('inherits who asked from the steps around', () => {
    const chain = span({ id: '1', attributes: { 'openinference.span.kind': 'CHAIN', 'user.id': 'u1', 'session.id': 's1' } })
    expect(assemble(chain, chat({ id: '2', parent: '1' }))).toMatchObject([{ userId: 'u1', sessionId: 's1' }])
  })
})
