/** The protobuf wire format: what is legal, what is corrupt, what is bounded. */
import { describe, expect, it } from 'vitest'
import { decode, GOOD, RECEIVED_MS } from '../../../../test/otlp-decoding.ts'
import { anyValue, bytes, field, fixed64, integer, keyValue, span as encodeSpan, text } from '../../../../test/otlp-encoder.ts'
import { type Batch, emptyBatch } from '../../../flows/ingest/batch.ts'
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import { decodeOtlpTraces } from '../otlp-traces.ts'

describe('protobuf', () => {
  const decodeBytes = (...parts: Uint8Array[]): Batch => decode(decodeOtlpTraces, Buffer.concat(parts), 'protobuf')
  const wrap = (spanBytes: Uint8Array): Buffer => bytes(1, bytes(2, bytes(2, spanBytes)))
  const good = encodeSpan(GOOD)

  it('accepts an empty request and one without records', () => {
    for (const body of [Buffer.alloc(0), bytes(1, Buffer.alloc(0)), bytes(1, bytes(2, Buffer.alloc(0)))]) {
      expect(decodeBytes(body)).toEqual(emptyBatch('p', RECEIVED_MS))
    }
  })

  it('passes over fields it does not know', () => {
    const unknown = Buffer.concat([integer(99, 1n << 63n), fixed64(98, 1), text(97, 'x'), Buffer.concat([field(96, 5), Buffer.alloc(4)])])
    const { spans } = decodeBytes(
      unknown,
      bytes(1, Buffer.concat([unknown, bytes(2, Buffer.concat([unknown, bytes(2, Buffer.concat([unknown, good, unknown]))]))])),
    )
    expect(spans.map((span) => span.name)).toEqual(['good'])
  })

  it('takes fields in any order: resource and scope behind their spans', () => {
    const resource = bytes(1, bytes(1, keyValue({ key: 'service.name', value: { stringValue: 'late' } })))
    const { spans } = decodeBytes(bytes(1, Buffer.concat([bytes(2, Buffer.concat([bytes(2, good), bytes(1, text(1, 'lib'))])), resource])))
    expect(spans[0].origin).toMatchObject({ service: 'late', scope: 'lib' })
  })

  it('joins the parts of a message that is sent in parts', () => {
    const resource = (key: string): Buffer => bytes(1, bytes(1, keyValue({ key, value: { stringValue: key } })))
    const status = Buffer.concat([bytes(15, integer(3, 2)), bytes(15, text(2, 'why'))])
    const list = (value: string): Buffer => bytes(2, anyValue({ arrayValue: { values: [{ stringValue: value }] } }))
    const attribute = bytes(9, Buffer.concat([text(1, 'list'), list('a'), list('b')]))
    const [span] = decodeBytes(
      bytes(1, Buffer.concat([resource('service.name'), resource('b'), bytes(2, bytes(2, Buffer.concat([good, status, attribute])))])),
    ).spans
    expect([span.status, span.statusMessage, span.attributes.get('list')]).toEqual([2, 'why', ['a', 'b']])
    expect(span.origin.resource.keys).toEqual(['service.name', 'b'])
    expect(decodeBytes(wrap(good), wrap(good)).accepted).toBe(2)
    expect(decodeBytes(wrap(Buffer.concat([good, text(5, 'last wins')]))).spans[0].name).toBe('last wins')
  })

  it('turns broken UTF-8 into U+FFFD', () => {
    const broken = Buffer.from([0x61, 0xff, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0x62])
    const { spans } = decodeBytes(wrap(Buffer.concat([good, bytes(5, broken), bytes(9, bytes(1, broken))])))
    expect([spans[0].name, spans[0].attributes.keys[0]]).toEqual([broken.toString('utf8'), broken.toString('utf8')])
  })

  it.each<[string, Buffer]>([
    ['a length beyond the end', Buffer.from([0x0a, 5, 1])],
    ['a length beyond its message', bytes(1, Buffer.from([0x12, 5, 0x12, 9, 1, 1, 1]))],
    ['a huge length', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f])],
    ['a length without an end', Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])],
    ['a tag alone', Buffer.from([0x0a])],
    ['half a tag', Buffer.from([0x8a])],
    ['an over-long varint', wrap(Buffer.concat([field(6, 0), Buffer.alloc(10, 0xff), Buffer.from([1])]))],
    ['a varint of 65 bits', wrap(Buffer.concat([field(6, 0), Buffer.alloc(9, 0xff), Buffer.from([2])]))],
    ['a truncated fixed64', wrap(Buffer.concat([field(7, 1), Buffer.alloc(7)]))],
    ['a truncated varint', wrap(Buffer.concat([field(6, 0), Buffer.from([0x80])]))],
    ['a group', wrap(Buffer.concat([field(6, 3), field(6, 4)]))],
    ['an unknown group', Buffer.concat([field(50, 3), field(50, 4)])],
    ['an unknown wire type', wrap(field(40, 6))],
    ['the wrong wire type', wrap(integer(5, 1))],
    ['field number 0', Buffer.from([0x02, 0x00])],
    ['a field number of 35 bits', Buffer.from([0x8a, 0x80, 0x80, 0x80, 0x80, 0x01, 0x00])],
    ['JSON', Buffer.from('{"resourceSpans":[]}')],
  ])('is undecodable as a whole with %s', (_name, body) => {
    expect(() => decodeBytes(wrap(good), body)).toThrow(UndecodableError)
  })

  it('is bounded in what few bytes can ask for', () => {
    const events = Buffer.alloc(2 * 800_000)
    for (let at = 0; at < events.length; at += 2) events[at] = 0x5a
    expect(() => decodeBytes(wrap(Buffer.concat([good, events])))).toThrow(/too many/)
    const spans = Buffer.alloc(2 * 650_000)
    for (let at = 0; at < spans.length; at += 2) spans[at] = 0x12
    expect(() => decodeBytes(bytes(1, bytes(2, spans)))).toThrow(/too many/)
  })
})
