/** What is asked of a span, and what becomes of the facts that have no field of their own: the same for both encodings. */
import { Attributes } from '../../../flows/ingest/attributes.ts'
import { emptyFacts, type Origin, type SpanRecord, STATUS, type StatusCode } from '../../../flows/ingest/records.ts'

/** Times from 2106 on are past the range of the engine's DateTime. */
export const LATEST_NS = BigInt(Date.UTC(2106, 0, 1)) * 1_000_000n

export const BAD_TRACE_ID = 'must be 16 bytes, not all zero'
export const BAD_SPAN_ID = 'must be 8 bytes, not all zero'
export const BAD_LENGTH_16 = 'must be 16 bytes, or none'
export const BAD_LENGTH_8 = 'must be 8 bytes, or none'
export const TOO_LATE = 'lies beyond the year 2105'

/** Read with a span, then folded into it. One object serves a whole request. */
export class SpanExtras {
  traceState = ''
  droppedAttributes = 0
  droppedEvents = 0
  droppedLinks = 0
  /** The first thing wrong; empty while nothing is. */
  problem = ''
  problemPath = ''

  clear(): void {
    this.traceState = ''
    this.droppedAttributes = 0
    this.droppedEvents = 0
    this.droppedLinks = 0
    this.problem = ''
    this.problemPath = ''
  }

  fail(path: string, problem: string): void {
    if (this.problem !== '') return
    this.problem = problem
    this.problemPath = path
  }
}

export function emptySpan(origin: Origin): SpanRecord {
  return {
    origin,
    traceId: '',
    spanId: '',
    parentSpanId: '',
    name: '',
    kind: 0,
    startNs: 0n,
    endNs: 0n,
    status: STATUS.unset,
    statusMessage: '',
    attributes: new Attributes(),
    events: [],
    links: [],
    facts: emptyFacts(),
  }
}

/** Whether the span can be taken; if not, `extras` holds the reason. */
export function finishSpan(span: SpanRecord, extras: SpanExtras): boolean {
  if (span.traceId === '') extras.fail('traceId', BAD_TRACE_ID)
  if (span.spanId === '') extras.fail('spanId', BAD_SPAN_ID)
  setTimes(span, extras)
  if (extras.problem !== '') return false
  const { attributes } = span
  if (extras.traceState !== '') attributes.push('w3c.tracestate', extras.traceState)
  if (extras.droppedAttributes > 0) attributes.push('otel.dropped_attributes_count', extras.droppedAttributes)
  if (extras.droppedEvents > 0) attributes.push('otel.dropped_events_count', extras.droppedEvents)
  if (extras.droppedLinks > 0) attributes.push('otel.dropped_links_count', extras.droppedLinks)
  return true
}

/** A span that ends before it starts, or lacks one of its times, becomes a point in time; what was sent is kept. */
function setTimes(span: SpanRecord, extras: SpanExtras): void {
  const { startNs, endNs } = span
  if (startNs >= LATEST_NS) extras.fail('startTimeUnixNano', TOO_LATE)
  if (endNs >= LATEST_NS) extras.fail('endTimeUnixNano', TOO_LATE)
  if (startNs === 0n && endNs === 0n) extras.fail('startTimeUnixNano', 'start and end time are missing')
  if (startNs === 0n) {
    span.startNs = endNs
    span.attributes.push('otel.original_start_time_unix_nano', 0)
  } else if (endNs < startNs) {
    span.endNs = startNs
    span.attributes.push('otel.original_end_time_unix_nano', endNs)
  }
}

/** Enums are open in proto3: a value not known yet counts as unspecified. */
export function kindOf(sent: number): number {
  return sent <= 5 ? sent : 0
}

export function statusOf(sent: number): StatusCode {
  return sent === 1 ? STATUS.ok : sent === 2 ? STATUS.error : STATUS.unset
}
