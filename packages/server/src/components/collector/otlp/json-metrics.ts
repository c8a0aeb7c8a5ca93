/** Metrics in OTLP/JSON. */
import { attributeText, Attributes } from '../../../flows/ingest/attributes.ts'
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { Exemplar, PointOrigin } from '../../../flows/ingest/point-record.ts'
import { isObject, type JsonObject } from './json-body.ts'
import { readJsonEnvelope } from './json-envelope.ts'
import { enumField, FieldError, idField, int64, listField, objectField, textField, timeField, Trail } from './json-fields.ts'
import { readAttributes } from './json-values.ts'
import { TooDeepError } from './limits.ts'
import { type BucketList, type DataPoint, emptyDataPoint } from './data-point.ts'
import { addDataPoint, type MetricHead, type MetricShape, pointOriginOf } from './metric-rules.ts'
import { METRICS, RecordPlace } from './record-place.ts'

const SHAPES: readonly MetricShape[] = ['gauge', 'sum', 'histogram', 'exponentialHistogram', 'summary']

export function decodeMetricsJson(batch: Batch, body: Uint8Array): void {
  const place = new RecordPlace(METRICS)
  readJsonEnvelope(batch, body, place, (record, origin, trail) => {
    const head = {
      name: textField(record, 'name', trail),
      unit: textField(record, 'unit', trail),
      description: textField(record, 'description', trail),
    }
    for (const shape of SHAPES) {
      const data = objectField(record, shape, trail)
      if (!data) continue
      const whole = {
        ...head,
        shape,
        temporality: enumField(data, 'aggregationTemporality', trail),
        monotonic: data['isMonotonic'] === true,
      }
      readPoints(batch, whole, listField(data, 'dataPoints', trail), pointOriginOf(origin), place)
    }
  })
}

/** A bad point costs itself only, so each has a trail of its own. */
function readPoints(batch: Batch, head: MetricHead, list: readonly unknown[], origin: PointOrigin, place: RecordPlace): void {
  for (const [at, item] of list.entries()) {
    const trail = new Trail()
    try {
      if (!isObject(item)) trail.fail('', 'must be an object')
      addDataPoint(batch, head, readPoint(item as JsonObject, head.shape, trail), origin, place, at)
    } catch (error) {
      if (!(error instanceof FieldError) && !(error instanceof TooDeepError)) throw error
      const path = trail.take()
      place.reject(batch, `${head.shape}.dataPoints[${at}]${path === '' ? '' : `.${path}`}`, error.message)
    }
  }
}

function readPoint(from: JsonObject, shape: MetricShape, trail: Trail): DataPoint {
  const point = emptyDataPoint(new Attributes())
  readAttributes(from, 'attributes', point.attributes, trail)
  point.startNs = timeField(from, 'startTimeUnixNano', trail)
  point.timeNs = timeField(from, 'timeUnixNano', trail)
  point.flags = enumField(from, 'flags', trail)
  point.exemplars = readExemplars(from, trail)
  if (shape === 'gauge' || shape === 'sum') {
    point.value = doubleField(from, 'asDouble', trail) ?? integerField(from, 'asInt', trail)
    return point
  }
  point.count = integerField(from, 'count', trail) ?? 0
  point.sum = doubleField(from, 'sum', trail)
  point.least = doubleField(from, 'min', trail) ?? Number.NaN
  point.most = doubleField(from, 'max', trail) ?? Number.NaN
  if (shape === 'histogram') {
    point.bounds = listField(from, 'explicitBounds', trail).map((each) => doubleOf(each, 'explicitBounds', trail))
    point.counts = countsOf(from, trail)
  } else if (shape === 'summary') {
    point.quantiles = listField(from, 'quantileValues', trail)
      .filter(isObject)
      .map((each) => [doubleField(each, 'quantile', trail) ?? 0, doubleField(each, 'value', trail) ?? 0])
  } else readExponential(from, point, trail)
  return point
}

function readExponential(from: JsonObject, point: DataPoint, trail: Trail): void {
  point.scale = integerField(from, 'scale', trail) ?? 0
  point.zeroCount = integerField(from, 'zeroCount', trail) ?? 0
  point.zeroThreshold = doubleField(from, 'zeroThreshold', trail) ?? 0
  point.positive = bucketsField(from, 'positive', trail)
  point.negative = bucketsField(from, 'negative', trail)
}

function bucketsField(from: JsonObject, name: string, trail: Trail): BucketList {
  const buckets = objectField(from, name, trail)
  if (!buckets) return { offset: 0, counts: [] }
  return { offset: integerField(buckets, 'offset', trail) ?? 0, counts: countsOf(buckets, trail) }
}

function countsOf(from: JsonObject, trail: Trail): number[] {
  return listField(from, 'bucketCounts', trail).map((each) => {
    const count = int64(each)
    return count === undefined || count < 0 ? trail.fail('bucketCounts', 'must hold counts') : Number(count)
  })
}

function readExemplars(from: JsonObject, trail: Trail): Exemplar[] {
  return listField(from, 'exemplars', trail)
    .filter(isObject)
    .map((each) => {
      const attributes = new Attributes()
      readAttributes(each, 'filteredAttributes', attributes, trail)
      return {
        timeNs: timeField(each, 'timeUnixNano', trail),
        value: doubleField(each, 'asDouble', trail) ?? integerField(each, 'asInt', trail) ?? Number.NaN,
        traceId: idField(each, 'traceId', 16, trail) ?? '',
        spanId: idField(each, 'spanId', 8, trail) ?? '',
        requestId: '',
        userId: '',
        attributes: attributes.keys.map((key, at) => [key, attributeText(attributes.values[at])] as const),
      }
    })
}

function integerField(from: JsonObject, name: string, trail: Trail): number | undefined {
  if (from[name] === undefined || from[name] === null) return undefined
  const value = int64(from[name])
  return value === undefined ? trail.fail(name, 'must be an integer') : Number(value)
}

function doubleField(from: JsonObject, name: string, trail: Trail): number | undefined {
  const value = from[name]
  return value === undefined || value === null ? undefined : doubleOf(value, name, trail)
}

function doubleOf(value: unknown, name: string, trail: Trail): number {
  if (typeof value === 'number') return value
  if (value === 'NaN' || value === 'Infinity' || value === '-Infinity') return Number(value)
  const read = typeof value === 'string' && /^-?\d/.test(value) ? Number(value) : Number.NaN
  return Number.isNaN(read) ? trail.fail(name, 'must be a number') : read
}
