/** The data points of opentelemetry/proto/metrics/v1/metrics.proto: each shape has its own field numbers. */
import { attributeText, Attributes } from '../../../flows/ingest/attributes.ts'
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import type { Exemplar } from '../../../flows/ingest/point-record.ts'
import { PART_UNITS } from './limits.ts'
import type { BucketList, DataPoint } from './data-point.ts'
import type { MetricShape } from './metric-rules.ts'
import { readKeyValue } from './protobuf-values.ts'
import type { WireReader } from './wire.ts'

type FieldReader = (reader: WireReader, end: number, point: DataPoint) => void

const start: FieldReader = (reader, end, point) => void (point.startNs = reader.fixed64(end))
const time: FieldReader = (reader, end, point) => void (point.timeNs = reader.fixed64(end))
const count: FieldReader = (reader, end, point) => void (point.count = Number(reader.fixed64(end)))
const sum: FieldReader = (reader, end, point) => void (point.sum = reader.double(end))
const least: FieldReader = (reader, end, point) => void (point.least = reader.double(end))
const most: FieldReader = (reader, end, point) => void (point.most = reader.double(end))
const flags: FieldReader = (reader, end, point) => void (point.flags = reader.varint32(end))
const attribute: FieldReader = (reader, end, point) => void readKeyValue(reader, end, point.attributes)
const exemplar: FieldReader = (reader, end, point) => void point.exemplars.push(readExemplar(reader, reader.messageEnd(end)))

/** By tag: field number times eight plus wire type. */
const FIELDS: Readonly<Record<MetricShape, Readonly<Record<number, FieldReader>>>> = (() => {
  const number: Record<number, FieldReader> = {
    0x11: start,
    0x19: time,
    0x21: (reader, end, point) => void (point.value = reader.double(end)),
    0x2a: exemplar,
    0x31: (reader, end, point) => void (point.value = Number(BigInt.asIntN(64, reader.fixed64(end)))),
    0x3a: attribute,
    0x40: flags,
  }
  return {
    gauge: number,
    sum: number,
    histogram: {
      0x11: start,
      0x19: time,
      0x21: count,
      0x29: sum,
      0x31: (reader, end, point) => void point.counts.push(Number(reader.fixed64(end))),
      0x32: (reader, end, point) => packed(reader, end, (inner) => point.counts.push(Number(reader.fixed64(inner)))),
      0x39: (reader, end, point) => void point.bounds.push(reader.double(end)),
      0x3a: (reader, end, point) => packed(reader, end, (inner) => point.bounds.push(reader.double(inner))),
      0x42: exemplar,
      0x4a: attribute,
      0x50: flags,
      0x59: least,
      0x61: most,
    },
    exponentialHistogram: {
      0x0a: attribute,
      0x11: start,
      0x19: time,
      0x21: count,
      0x29: sum,
      0x30: (reader, end, point) => void (point.scale = zigzag(reader.varint32(end))),
      0x39: (reader, end, point) => void (point.zeroCount = Number(reader.fixed64(end))),
      0x42: (reader, end, point) => readBuckets(reader, reader.messageEnd(end), point.positive),
      0x4a: (reader, end, point) => readBuckets(reader, reader.messageEnd(end), point.negative),
      0x50: flags,
      0x5a: exemplar,
      0x61: least,
      0x69: most,
      0x71: (reader, end, point) => void (point.zeroThreshold = reader.double(end)),
    },
    summary: {
      0x11: start,
      0x19: time,
      0x21: count,
      0x29: sum,
      0x32: (reader, end, point) => void point.quantiles.push(readQuantile(reader, reader.messageEnd(end))),
      0x3a: attribute,
      0x40: flags,
    },
  }
})()

export function readPoint(reader: WireReader, end: number, shape: MetricShape, point: DataPoint): void {
  const fields = FIELDS[shape]
  while (reader.at < end) {
    const tag = reader.tag(end)
    const read = fields[tag]
    if (read) read(reader, end, point)
    else reader.skip(tag, end, 0)
  }
}

function packed(reader: WireReader, end: number, readOne: (end: number) => unknown): void {
  const to = reader.messageEnd(end)
  reader.budget.spend(PART_UNITS)
  while (reader.at < to) {
    reader.budget.spend(1)
    readOne(to)
  }
}

function readBuckets(reader: WireReader, end: number, into: BucketList): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x08) into.offset = zigzag(reader.varint32(end))
    else if (tag === 0x12) packed(reader, end, (inner) => into.counts.push(unsigned(reader.int64(inner))))
    else if (tag === 0x10) into.counts.push(unsigned(reader.int64(end)))
    else reader.skip(tag, end, 0)
  }
}

function readQuantile(reader: WireReader, end: number): [number, number] {
  let quantile = 0
  let value = 0
  reader.budget.spend(1)
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x09) quantile = reader.double(end)
    else if (tag === 0x11) value = reader.double(end)
    else reader.skip(tag, end, 0)
  }
  return [quantile, value]
}

function readExemplar(reader: WireReader, end: number): Exemplar {
  reader.budget.spend(PART_UNITS)
  const exemplar = { timeNs: 0n, value: Number.NaN, traceId: '', spanId: '', requestId: '', userId: '' }
  const attributes = new Attributes()
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x11) exemplar.timeNs = reader.fixed64(end)
    else if (tag === 0x19) exemplar.value = reader.double(end)
    else if (tag === 0x22) exemplar.spanId = reader.id(end, 8) ?? ''
    else if (tag === 0x2a) exemplar.traceId = reader.id(end, 16) ?? ''
    else if (tag === 0x31) exemplar.value = Number(BigInt.asIntN(64, reader.fixed64(end)))
    else if (tag === 0x3a) readKeyValue(reader, end, attributes)
    else reader.skip(tag, end, 0)
  }
  return { ...exemplar, attributes: attributes.keys.map((key, at) => [key, attributeText(attributes.values[at])] as const) }
}

function zigzag(value: number): number {
  return (value >>> 1) ^ -(value & 1)
}

function unsigned(value: number | bigint): number {
  if (value < 0) throw new UndecodableError('a count is negative')
  return Number(value)
}
