/** One way of writing model calls into spans. Tried in the order of the table; the first that accepts a span reads it. */
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import type { Evidence, Reading, SpanRole } from '../reading.ts'

export interface Convention {
  readonly name: string
  accepts(span: SpanRecord): boolean
  /** Undefined: the span says nothing about a model call. */
  role(span: SpanRecord): SpanRole | undefined
  /** Only for wrappers: why one may stand for a call that never came. */
  evidence?(span: SpanRecord): Evidence
  /** When the call began, where the span does not begin with it. */
  startNs?(span: SpanRecord): bigint
  read(span: SpanRecord): Reading
}
