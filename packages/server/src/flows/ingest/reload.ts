/**
 * Reads back what is stored of a trace, so that a part which comes late (after a restart, or after the trace was
 * forgotten) is joined to what came before instead of standing as a call of its own.
 *
 * The rows are plain data: they cross from the main thread to the ingest thread.
 */
export interface StoredSpan {
  trace_id: string
  span_id: string
  parent_span_id: string
  name: string
  kind: number
  status: number
  status_message: string
  /** Nanoseconds since 1970, as text. */
  start_ns: string
  duration_ns: string
  service: string
  scope: string
  attrs: Record<string, string>
  resource: string
  events: string
}

export interface StoredLog {
  trace_id: string
  span_id: string
  /** Unsigned 64 bits, as text. */
  log_hash: string
  severity: number
  event_name: string
  time_ns: string
  service: string
  scope: string
  body: string
  attrs: Record<string, string>
  resource: string
}

export interface StoredContent {
  trace_id: string
  span_id: string
  source: string
  key: string
  position: number
  value: string
}

export interface StoredTraces {
  spans: StoredSpan[]
  logs: StoredLog[]
  content: StoredContent[]
  /** Interactions as written before: what a new reading may have to withdraw. */
  interactions: { id: string; trace_id: string; start_ns: string }[]
}

/** Answers with what is stored of the traces; nothing for traces never seen. */
export type Reload = (project: string, traceIds: readonly string[]) => Promise<StoredTraces>
