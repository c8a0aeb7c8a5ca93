/** What a batch holds: records as decoded from any wire, before they are rows. All times are nanoseconds since 1970 UTC. */
import type { AttributeValue, Attributes } from './attributes.ts'

export const STATUS = { unset: 0, ok: 1, error: 2, timeout: 3 } as const
export type StatusCode = (typeof STATUS)[keyof typeof STATUS]

/** Who sent it: the same object for every record of one resource and scope. */
export interface Origin {
  service: string
  scope: string
  scopeVersion: string
  resource: Attributes
}

export interface EventRecord {
  timeNs: bigint
  name: string
  attributes: Attributes
}

export interface LinkRecord {
  traceId: string
  spanId: string
  attributes: Attributes
}

export interface SpanRecord {
  origin: Origin
  traceId: string
  spanId: string
  /** Empty for a root. */
  parentSpanId: string
  name: string
  /** OTLP's numbers: 0 unspecified, 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  kind: number
  startNs: bigint
  endNs: bigint
  status: StatusCode
  statusMessage: string
  attributes: Attributes
  events: EventRecord[]
  links: LinkRecord[]
  /** Names people filter by, found by the normalise stage (or given by a REST sender). Empty text: unknown. */
  facts: SpanFacts
  /** What was taken out of it: JSON of classes and counts. Absent: nothing. */
  redactions?: string
}

export interface SpanFacts {
  component: string
  operation: string
  provider: string
  model: string
  userId: string
  organizationId: string
  requestId: string
  sessionId: string
  requestPath: string
  requestMethod: string
  httpStatus: number
  errorType: string
}

export interface LogRecord {
  origin: Origin
  /** Empty where the log is not part of a trace. */
  traceId: string
  spanId: string
  timeNs: bigint
  severity: number
  eventName: string
  body: AttributeValue
  attributes: Attributes
  redactions?: string
}

/** What a REST sender says of a whole trace, beside its spans. */
export interface TraceRecord {
  traceId: string
  name: string
  startNs: bigint
  endNs: bigint
  status: StatusCode
  userId: string
  organizationId: string
  requestPath: string
  requestMethod: string
  /** JSON of the seed's ErrorDetails, or empty. */
  errorDetails: string
  /** JSON of what else was sent, or empty. */
  tags: string
  redactions?: string
}

/** One record that could not be taken, and why. `index` is its place in the request. */
export interface Rejection {
  index: number
  path: string
  message: string
}

export function emptyFacts(): SpanFacts {
  return {
    component: '',
    operation: '',
    provider: '',
    model: '',
    userId: '',
    organizationId: '',
    requestId: '',
    sessionId: '',
    requestPath: '',
    requestMethod: '',
    httpStatus: 0,
    errorType: '',
  }
}
