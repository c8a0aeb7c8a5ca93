/** One Metric of OTLP/JSON as protobuf: a plain, slow encoder that shares nothing with the decoder. */
import { bytes, field, fixed64, integer, keyValue, text } from './otlp-encoder.ts'

type Json = Record<string, any>

const raw64 = (value: bigint | number | string): Buffer => fixed64(1, value).subarray(1)
const rawDouble = (value: number | string): Buffer => {
  const out = Buffer.alloc(8)
  out.writeDoubleLE(Number(value))
  return out
}
const double = (number: number, value: unknown): Buffer =>
  value === undefined ? Buffer.alloc(0) : Buffer.concat([field(number, 1), rawDouble(value as number)])
const whole = (number: number, value: unknown): Buffer =>
  value === undefined ? Buffer.alloc(0) : fixed64(number, BigInt.asUintN(64, BigInt(value as string)))
const varint = (number: number, value: unknown): Buffer => (value === undefined ? Buffer.alloc(0) : integer(number, value as number))
const zigzag = (number: number, value: unknown): Buffer =>
  value === undefined ? Buffer.alloc(0) : integer(number, ((value as number) << 1) ^ ((value as number) >> 31))
const list = (items: Json[] | undefined, encode: (item: Json) => Buffer): Buffer => Buffer.concat((items ?? []).map(encode))
const attributes = (number: number, of: Json[] | undefined): Buffer => list(of, (item) => bytes(number, keyValue(item)))
const hex = (number: number, value: string | undefined): Buffer => (value ? bytes(number, Buffer.from(value, 'hex')) : Buffer.alloc(0))

const exemplars = (number: number, of: Json[] | undefined): Buffer =>
  list(of, (item) =>
    bytes(
      number,
      Buffer.concat([
        whole(2, item.timeUnixNano),
        double(3, item.asDouble),
        hex(4, item.spanId),
        hex(5, item.traceId),
        whole(6, item.asInt),
        attributes(7, item.filteredAttributes),
      ]),
    ),
  )

const times = (point: Json): Buffer => Buffer.concat([whole(2, point.startTimeUnixNano), whole(3, point.timeUnixNano)])

const number = (point: Json): Buffer =>
  Buffer.concat([
    times(point),
    double(4, point.asDouble),
    exemplars(5, point.exemplars),
    whole(6, point.asInt),
    attributes(7, point.attributes),
    varint(8, point.flags),
  ])

const histogram = (point: Json): Buffer =>
  Buffer.concat([
    times(point),
    whole(4, point.count),
    double(5, point.sum),
    bytes(6, Buffer.concat((point.bucketCounts ?? []).map(raw64))),
    bytes(7, Buffer.concat((point.explicitBounds ?? []).map(rawDouble))),
    exemplars(8, point.exemplars),
    attributes(9, point.attributes),
    varint(10, point.flags),
    double(11, point.min),
    double(12, point.max),
  ])

const buckets = (of: Json): Buffer =>
  Buffer.concat([
    zigzag(1, of.offset),
    bytes(2, Buffer.concat((of.bucketCounts as number[]).map((count) => integer(1, count).subarray(1)))),
  ])

const exponential = (point: Json): Buffer =>
  Buffer.concat([
    attributes(1, point.attributes),
    times(point),
    whole(4, point.count),
    double(5, point.sum),
    zigzag(6, point.scale),
    whole(7, point.zeroCount),
    point.positive ? bytes(8, buckets(point.positive)) : Buffer.alloc(0),
    point.negative ? bytes(9, buckets(point.negative)) : Buffer.alloc(0),
    varint(10, point.flags),
    exemplars(11, point.exemplars),
    double(12, point.min),
    double(13, point.max),
    double(14, point.zeroThreshold),
  ])

const summary = (point: Json): Buffer =>
  Buffer.concat([
    times(point),
    whole(4, point.count),
    double(5, point.sum),
    list(point.quantileValues, (item) => bytes(6, Buffer.concat([double(1, item.quantile), double(2, item.value)]))),
    attributes(7, point.attributes),
  ])

const SHAPES: [name: string, field: number, point: (point: Json) => Buffer][] = [
  ['gauge', 5, number],
  ['sum', 7, number],
  ['histogram', 9, histogram],
  ['exponentialHistogram', 10, exponential],
  ['summary', 11, summary],
]

/** The data stands before the name, and the points before what they are, as protobuf allows. */
export function encodeMetric(metric: Json): Buffer {
  const data = SHAPES.filter(([name]) => metric[name]).map(([name, at, point]) =>
    bytes(
      at,
      Buffer.concat([
        list(metric[name].dataPoints, (item) => bytes(1, point(item))),
        varint(2, metric[name].aggregationTemporality),
        varint(3, metric[name].isMonotonic === undefined ? undefined : Number(metric[name].isMonotonic)),
      ]),
    ),
  )
  const named = (at: number, value: string | undefined): Buffer => (value === undefined ? Buffer.alloc(0) : text(at, value))
  return Buffer.concat([...data, named(1, metric.name), named(2, metric.description), named(3, metric.unit)])
}
