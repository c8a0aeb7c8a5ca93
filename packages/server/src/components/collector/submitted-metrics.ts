/** Metric points as the seed's model has them, sent to POST /api/v1/telemetry/metrics. */
import { createHash } from 'node:crypto'
import { type TelemetryPoint, telemetryPoint } from '@relayscope/contract'
import type { Batch } from '../../flows/ingest/batch.ts'
import type { Decoder } from '../../flows/ingest/intake.ts'
import { type Exemplar, NO_ORIGIN, NONE, numberPoint, POINT_KIND, type PointRecord } from '../../flows/ingest/point-record.ts'
import { issuesOf } from '../../kit/issues.ts'
import { Budget, PART_UNITS } from './otlp/limits.ts'
import { readSubmitted, REJECTION_UNITS } from './submitted-bodies.ts'
import { extraFields, RecordError, textOf, timeNs, withoutNulls } from './submitted-values.ts'

const KNOWN_FIELDS: ReadonlySet<string> = new Set(Object.keys(telemetryPoint.shape))
/** Tags that name one request: as part of a series each request would be one. They lead from the point to the trace instead. */
const TRACE_TAGS = new Set(['traceId', 'trace_id'])
const SPAN_TAGS = new Set(['spanId', 'span_id'])

export const decodeSubmittedMetrics: Decoder = (batch, body, format) => {
  const budget = new Budget()
  let index = 0
  for (const record of readSubmitted(body, format, budget)) {
    if ('problem' in record) batch.rejections.push({ index, path: '', message: record.problem })
    else addPoint(batch, index, record.value, budget)
    index++
  }
}

function addPoint(batch: Batch, index: number, value: unknown, budget: Budget): void {
  withoutNulls(value)
  const read = telemetryPoint.safeParse(value)
  if (!read.success) {
    const [issue = { path: '', message: 'invalid' }] = issuesOf(read.error, 1)
    budget.spend(REJECTION_UNITS)
    batch.rejections.push({ index, ...issue })
    return
  }
  try {
    const point = pointOf(read.data, value as Record<string, unknown>)
    budget.spend(PART_UNITS * point.parts.tags.length)
    point.index = index
    batch.points.push(point)
    batch.accepted++
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    batch.rejections.push({ index, path: error.path, message: error.message })
  }
}

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
