/** Metric of opentelemetry/proto/metrics/v1/metrics.proto. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { PointOrigin } from '../../../flows/ingest/point-record.ts'
import { RECORD_UNITS, TooDeepError } from './limits.ts'
import { emptyDataPoint } from './data-point.ts'
import { addDataPoint, type MetricHead, type MetricShape, pointOriginOf } from './metric-rules.ts'
import { readEnvelope } from './protobuf-envelope.ts'
import { readPoint } from './protobuf-points.ts'
import { METRICS, RecordPlace } from './record-place.ts'
import { WireReader } from './wire.ts'

const KNOWN_OF_METRIC = 0b1110_1010_1110
const SHAPES: Readonly<Record<number, MetricShape>> = {
  0x2a: 'gauge',
  0x3a: 'sum',
  0x4a: 'histogram',
  0x52: 'exponentialHistogram',
  0x5a: 'summary',
}
const POINT = 0x0a
const TEMPORALITY = 0x10
const MONOTONIC = 0x18

export function decodeMetricsProtobuf(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(METRICS)
  readEnvelope(new WireReader(body), place, (reader, end, origin) => {
    const from = reader.at
    const head: MetricHead = { name: '', unit: '', description: '', shape: 'gauge', temporality: 0, monotonic: false }
    readHead(reader, end, head)
    reader.at = from
    readData(reader, end, { batch, head, place, origin: pointOriginOf(origin) })
  })
}

interface Target {
  batch: Batch
  head: MetricHead
  place: RecordPlace
  origin: PointOrigin
}

/** Name and unit may stand behind the points, so the message is passed twice: first over the data by its length. */
function readHead(reader: WireReader, end: number, head: MetricHead): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === 0x0a) head.name = reader.key(end)
    else if (tag === 0x12) head.description = reader.text(end)
    else if (tag === 0x1a) head.unit = reader.key(end)
    else if (SHAPES[tag] !== undefined || tag === 0x62) reader.at = reader.messageEnd(end)
    else reader.skip(tag, end, KNOWN_OF_METRIC)
  }
}

function readData(reader: WireReader, end: number, target: Target): void {
  while (reader.at < end) {
    const tag = reader.tag(end)
    const shape = SHAPES[tag]
    if (shape === undefined) reader.skip(tag, end, 0)
    else readShape(reader, reader.messageEnd(end), shape, target)
  }
}

function readShape(reader: WireReader, end: number, shape: MetricShape, target: Target): void {
  const from = reader.at
  const head = { ...target.head, shape }
  while (reader.at < end) {
    const tag = reader.tag(end)
    if (tag === POINT) reader.at = reader.messageEnd(end)
    else if (tag === TEMPORALITY) head.temporality = reader.varint32(end)
    else if (tag === MONOTONIC) head.monotonic = reader.int64(end) !== 0
    else reader.skip(tag, end, 0)
  }
  reader.at = from
  for (let at = 0; reader.at < end;) {
    const tag = reader.tag(end)
    if (tag === POINT) addOne(reader, reader.messageEnd(end), head, target, at++)
    else reader.skip(tag, end, 0)
  }
}

function addOne(reader: WireReader, end: number, head: MetricHead, { batch, place, origin }: Target, at: number): void {
  reader.budget.spend(RECORD_UNITS)
  const point = emptyDataPoint(new Attributes())
  try {
    readPoint(reader, end, head.shape, point)
  } catch (error) {
    if (!(error instanceof TooDeepError)) throw error
    reader.at = end
    return place.reject(batch, `${head.shape}.dataPoints[${at}]`, error.message)
  }
  addDataPoint(batch, head, point, origin, place, at)
}
