/** OTLP/JSON: the proto3 mapping with OTLP's own rules (O10), and what hostile JSON may not do. */
import { describe, expect, it } from 'vitest'
import { decode, GOOD, json, RECEIVED_MS, SPAN_ID, START, TRACE_ID, traces } from '../../../../test/otlp-decoding.ts'
import { type Batch, emptyBatch } from '../../../flows/ingest/batch.ts'
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import { decodeOtlpTraces } from '../otlp-traces.ts'

describe('JSON', () => {
  const decodeText = (value: unknown): Batch => decode(decodeOtlpTraces, json(value), 'json')

  it('O10: takes ids in either case, 64-bit integers as text or numbers, and ignores what it does not know', () => {
    const sent = {
      ...GOOD,
      traceId: TRACE_ID.toUpperCase(),
      spanId: 'EEE19b7ec3c1b174',
      startTimeUnixNano: 1544712660000000000,
      somethingNew: { deep: [1] },
      start_time_unix_nano: 5,
    }
    const { spans } = decodeText({ ...traces(sent), new: [] })
    expect(spans[0]).toMatchObject({ traceId: TRACE_ID, spanId: SPAN_ID, startNs: BigInt(START) })
  })

  it('O10: knows lowerCamelCase names only', () => {
    expect(decodeText({ resource_spans: [{}] })).toEqual(emptyBatch('p', RECEIVED_MS))
    expect(decodeText(traces({ ...GOOD, traceId: undefined, trace_id: TRACE_ID })).rejections[0].path).toMatch(/traceId$/)
  })

  it('O10: refuses enum names, base64 ids and other wrong types one record at a time, and says where', () => {
    const wrong: [object, string][] = [
      [{ kind: 'SPAN_KIND_SERVER' }, 'kind'],
      [{ kind: 1.5 }, 'kind'],
      [{ status: { code: 'STATUS_CODE_OK' } }, 'status.code'],
      [{ status: 'ok' }, 'status'],
      [{ traceId: 'W47/95gDgQPSabYzgT/GDA==' }, 'traceId'],
      [{ traceId: 7 }, 'traceId'],
      [{ name: 7 }, 'name'],
      [{ startTimeUnixNano: 'yesterday' }, 'startTimeUnixNano'],
      [{ startTimeUnixNano: '-1' }, 'startTimeUnixNano'],
      [{ endTimeUnixNano: 1.5 }, 'endTimeUnixNano'],
      [{ attributes: {} }, 'attributes'],
      [{ attributes: [{}, 7] }, 'attributes[1]'],
      [{ attributes: [{ key: 'k', value: 'text' }] }, 'attributes[0].value'],
      [{ attributes: [{ key: 'k', value: { intValue: 'x' } }] }, 'attributes[0].value.intValue'],
      [{ attributes: [{ key: 'k', value: { intValue: '9223372036854775808' } }] }, 'attributes[0].value.intValue'],
      [{ attributes: [{ key: 'k', value: { boolValue: 'true' } }] }, 'attributes[0].value.boolValue'],
      [{ attributes: [{ key: 'k', value: { doubleValue: 'x' } }] }, 'attributes[0].value.doubleValue'],
      [{ attributes: [{ key: 'k', value: { bytesValue: '*' } }] }, 'attributes[0].value.bytesValue'],
      [{ attributes: [{ key: 'k', value: { arrayValue: { values: [{}, []] } } }] }, 'attributes[0].value.arrayValue.values[1]'],
      [{ attributes: [{ key: 'k', value: { kvlistValue: { values: [{ key: 1 }] } } }] }, 'attributes[0].value.kvlistValue.values[0].key'],
      [{ events: [{}, { name: [] }] }, 'events[1].name'],
      [{ droppedLinksCount: -1 }, 'droppedLinksCount'],
    ]
    const batch = decodeText(traces(GOOD, ...wrong.map(([fields]) => ({ ...GOOD, ...fields })), GOOD))
    expect(batch.accepted).toBe(2)
    expect(batch.rejections.map(({ index, path }) => [index, path])).toEqual(
      wrong.map(([, path], at) => [at + 1, `resourceSpans[0].scopeSpans[0].spans[${at + 1}].${path}`]),
    )
    expect(decodeText({ resourceSpans: [{ scopeSpans: [{ spans: [null, GOOD] }] }] })).toMatchObject({
      accepted: 1,
      rejections: [{ index: 0 }],
    })
  })

  it('keeps integers exact that a number would round, and leaves text that looks like one alone', () => {
    const text = `{"intValue":12345678901234567890,"x":"\\"intValue\\":12345678901234567890"}`
    const attributes = `[{"key":"n","value":{"intValue" : 9007199254740993}},{"key":"t","value":{"stringValue":${JSON.stringify(text)}}}]`
    const body = JSON.stringify(traces({ ...GOOD, attributes: 0 }))
      .replace('"attributes":0', `"attributes":${attributes}`)
      .replace(`"${START}"`, '1544712660000000001')
    const [span] = decodeText(body).spans
    expect([span.attributes.get('n'), span.attributes.get('t'), span.startNs]).toEqual([9007199254740993n, text, 1544712660000000001n])
  })

  it('turns a lone surrogate into U+FFFD', () => {
    const { spans } = decodeText(JSON.stringify(traces({ ...GOOD, name: 'NAME' })).replace('NAME', 'a\\ud83d b'))
    expect(spans[0].name).toBe('a\ufffd b')
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{"resourceSpans":'],
    ['a list', '[]'],
    ['null', 'null'],
    ['a list of the wrong type', { resourceSpans: {} }],
    ['a member of the wrong type', { resourceSpans: [1] }],
    ['a resource of the wrong type', { resourceSpans: [{ resource: 'x' }] }],
    ['a scope of the wrong type', { resourceSpans: [{ scopeSpans: [{ scope: [] }] }] }],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
    ['deep nesting where nobody looks', `{"x":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}`],
    ['an open string', `{"x":"${'\\"'.repeat(1000)}`],
  ])('is undecodable as a whole with %s', (_name, body) => {
    expect(() => decodeText(body)).toThrow(UndecodableError)
  })

  it('says where a whole request is wrong', () => {
    expect(() => decodeText({ resourceSpans: [{}, { resource: { attributes: [{ key: 5 }] } }] })).toThrow(
      'resourceSpans[1].resource.attributes[0].key must be text',
    )
  })

  it('is bounded in what few bytes can ask for', () => {
    expect(() => decodeText(`{"x":[${'[],'.repeat(4_000_001)}0]}`)).toThrow(/too many/)
  })
})
