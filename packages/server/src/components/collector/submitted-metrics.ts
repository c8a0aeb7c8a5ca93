/** Metric points as the seed's model has them, sent to POST /api/v1/telemetry/metrics. */
import { createHash } from 'node:crypto'
import { type TelemetryPoint, telemetryPoint } from '@relayscope/contract'
import { type Exemplar, NO_ORIGIN, NONE, numberPoint, POINT_KIND, type PointRecord } from '../../flows/ingest/point-record.ts'
import { PART_UNITS } from './otlp/limits.ts'
import { submittedDecoder } from './submitted-decoder.ts'
import { extraFields, textOf, timeNs } from './submitted-values.ts'

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(telemetryPoint.shape))
/** Tags that name one request: as part of a series each request would be one. They lead from the point to the trace instead. */
const TRACE_TAGS = new Set(['traceId', 'trace_id'])
const SPAN_TAGS = new Set(['spanId', 'span_id'])

export const decodeSubmittedMetrics = submittedDecoder(telemetryPoint, () => (batch, { sent, raw, index, budget }) => {
  const point = pointOf(sent, raw as Record<string, unknown>)
  budget.spend(PART_UNITS * point.parts.tags.length)
  point.index = index
  batch.points.push(point)
})

function pointOf(sent: TelemetryPoint, raw: Record<string, unknown>): PointRecord {
  const atNs = timeNs(sent.timestamp, 'timestamp')
  const { tags, traceId, spanId } = tagsOf(sent, raw)
  const isText = typeof sent.value === 'string'
  const kind = isText ? POINT_KIND.text : POINT_KIND.sample
  const parts = { name: sent.name, kind, unit: sent.unit ?? '', description: '', origin: NO_ORIGIN, tags }
  const point = numberPoint(parts, atNs, isText ? 0 : Number(sent.value))
  point.pointId = createHash('sha1').update(sent.id).digest().readBigUInt64LE(0)
  point.text = isText ? (sent.value as string) : ''
  const { requestId = '', userId = '' } = sent
  if (traceId !== '' || requestId !== '' || userId !== '') {
    const exemplar: Exemplar = { timeNs: atNs, value: point.value, traceId, spanId, requestId, userId, attributes: NONE }
    point.exemplars = [exemplar]
  }
  return point
}

function tagsOf(sent: TelemetryPoint, raw: Record<string, unknown>): { tags: string[]; traceId: string; spanId: string } {
  const tags = ['source', sent.source, 'component', sent.component]
  if (sent.organizationId) tags.push('organizationId', sent.organizationId)
  let traceId = ''
  let spanId = ''
  const add = (key: string, value: string): void => {
    if (TRACE_TAGS.has(key)) traceId = value.replaceAll('-', '').toLowerCase()
    else if (SPAN_TAGS.has(key)) spanId = value
    else tags.push(key, value)
  }
  for (const [key, value] of Object.entries(sent.tags)) add(key, value)
  for (const [key, value] of extraFields(raw, KNOWN_FIELDS)) if (!(key in sent.tags)) add(key, textOf(value))
  return { tags, traceId, spanId }
}
