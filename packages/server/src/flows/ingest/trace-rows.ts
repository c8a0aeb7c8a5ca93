/**
 * What a batch says of each trace in it, as one partial row per trace. The table joins partial rows with aggregates that
 * give the same answer when a row is counted twice (least, greatest, union), so nobody has to remember a trace.
 */
import type { Batch } from './batch.ts'
import { type SpanRecord, STATUS, type TraceRecord } from './records.ts'

export interface TraceRow {
  traceId: string
  startNs: bigint
  endNs: bigint
  givenName: string
  rootName: string
  anyName: string
  /** A STATUS code plus one; 0 while nothing is known. */
  givenStatus: number
  rootStatus: number
  spanError: number
  userId: string
  organizationId: string
  requestId: string
  sessionId: string
  requestPath: string
  requestMethod: string
  errorMessage: string
  errorDetails: string
  tags: string
  services: Set<string>
  components: Set<string>
  operations: Set<string>
  providers: Set<string>
  models: Set<string>
  redactions: string
}

/** Names of one kind that a row keeps; a trace with more is still found by its spans. */
const MAX_NAMES = 64

export function traceRows(batch: Batch): TraceRow[] {
  const rows = new Map<string, TraceRow>()
  for (const trace of batch.traces) addTrace(rowOf(rows, trace.traceId, trace.startNs, trace.endNs), trace)
  for (const span of batch.spans) addSpan(rowOf(rows, span.traceId, span.startNs, span.endNs), span)
  return [...rows.values()]
}

function rowOf(rows: Map<string, TraceRow>, traceId: string, startNs: bigint, endNs: bigint): TraceRow {
  let row = rows.get(traceId)
  if (!row) rows.set(traceId, (row = emptyRow(traceId, startNs, endNs)))
  if (startNs < row.startNs) row.startNs = startNs
  if (endNs > row.endNs) row.endNs = endNs
  return row
}

function addTrace(row: TraceRow, trace: TraceRecord): void {
  row.givenName = trace.name
  row.givenStatus = trace.status + 1
  row.userId ||= trace.userId
  row.organizationId ||= trace.organizationId
  row.requestPath ||= trace.requestPath
  row.requestMethod ||= trace.requestMethod
  row.errorDetails = trace.errorDetails
  row.tags = trace.tags
  row.redactions = trace.redactions ?? ''
}

function addSpan(row: TraceRow, span: SpanRecord): void {
  const { facts } = span
  if (span.parentSpanId === '') {
    row.rootName = span.name
    row.rootStatus = span.status + 1
  }
  if (row.anyName === '' || span.startNs === row.startNs) row.anyName = span.name
  if (span.status >= STATUS.error) {
    row.spanError = 1
    if (row.errorMessage === '' || span.parentSpanId === '') row.errorMessage = span.statusMessage || facts.errorType || row.errorMessage
  }
  row.userId ||= facts.userId
  row.organizationId ||= facts.organizationId
  row.requestId ||= facts.requestId
  row.sessionId ||= facts.sessionId
  row.requestPath ||= facts.requestPath
  row.requestMethod ||= facts.requestMethod
  addName(row.services, span.origin.service)
  addName(row.components, facts.component)
  addName(row.operations, facts.operation)
  addName(row.providers, facts.provider)
  addName(row.models, facts.model)
}

function addName(names: Set<string>, name: string): void {
  if (name !== '' && names.size < MAX_NAMES) names.add(name)
}

function emptyRow(traceId: string, startNs: bigint, endNs: bigint): TraceRow {
  return {
    traceId,
    startNs,
    endNs,
    givenName: '',
    rootName: '',
    anyName: '',
    givenStatus: 0,
    rootStatus: 0,
    spanError: 0,
    userId: '',
    organizationId: '',
    requestId: '',
    sessionId: '',
    requestPath: '',
    requestMethod: '',
    errorMessage: '',
    errorDetails: '',
    tags: '',
    services: new Set(),
    components: new Set(),
    operations: new Set(),
    providers: new Set(),
    models: new Set(),
    redactions: '',
  }
}
