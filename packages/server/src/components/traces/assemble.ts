/** Stored spans, their heavy values and the AI calls among them, as the spans of the contract. */
import type { Span, SpanEvent, SpanKind, SpanLink } from '@relayscope/contract'
import { isoTime } from '../../flows/query/time-range.ts'
import type { StoredEvent, StoredLink } from '../../planes/telemetry/stored-json.ts'
import type { SpanContentRow, SpanInteractionRow, SpanRow } from './rows.ts'

const KINDS: readonly SpanKind[] = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer']
const ERROR = 2

/** By start time; a span whose parent never came stays where it is, with the parent's id. */
export function assembleSpans(
  spans: readonly SpanRow[],
  content: readonly SpanContentRow[],
  interactions: readonly SpanInteractionRow[],
): Span[] {
  const heavy = groupBy(content, (row) => row.span_id)
  const calls = new Map(interactions.map((row) => [row.span_id, row.id]))
  return spans.map((row) => assembleSpan(row, heavy.get(row.span_id) ?? [], row.span_id === '' ? undefined : calls.get(row.span_id)))
}

function assembleSpan(row: SpanRow, heavy: readonly SpanContentRow[], interactionId: string | undefined): Span {
  const startNs = BigInt(row.start_ns)
  const tags = withHeavy(
    row.attrs,
    heavy.filter(({ source }) => source === 'attribute'),
  )
  const events = eventsOf(row.events, heavy)
  const failed = row.status >= ERROR
  return {
    spanId: row.span_id,
    ...some('parentSpanId', row.parent_span_id),
    name: row.name,
    startTime: isoTime(startNs),
    endTime: isoTime(startNs + BigInt(row.duration_ns)),
    duration: Number(row.duration_ns) / 1e6,
    component: row.component,
    operation: row.operation,
    tags,
    events,
    status: failed ? 'error' : 'success',
    ...(failed && { errorDetails: errorOf(row, tags, events) }),
    kind: KINDS[row.kind] ?? 'unspecified',
    ...some('service', row.service),
    ...some('scope', row.scope),
    ...(row.resource !== '' && { resource: textValues(parse<Record<string, unknown>>(row.resource, {})) }),
    ...(row.links !== '' && { links: parse<StoredLink[]>(row.links, []) satisfies SpanLink[] }),
    ...some('provider', row.provider),
    ...some('model', row.model),
    ...(interactionId !== undefined && { interactionId }),
  }
}

function eventsOf(stored: string, heavy: readonly SpanContentRow[]): SpanEvent[] {
  if (stored === '') return []
  return parse<StoredEvent[]>(stored, []).map((event, position) => ({
    timestamp: isoTime(BigInt(event.timeNs)),
    name: event.name,
    attributes: withHeavy(
      event.attributes,
      heavy.filter((row) => row.source === 'event' && row.position === position),
    ),
  }))
}

function withHeavy<Value>(light: Record<string, Value>, heavy: readonly SpanContentRow[]): Record<string, Value | string> {
  return heavy.length === 0 ? light : { ...light, ...Object.fromEntries(heavy.map(({ key, value }) => [key, value])) }
}

/** What the span says of its failure, and what an exception event adds. */
function errorOf(row: SpanRow, tags: Readonly<Record<string, string>>, events: readonly SpanEvent[]): NonNullable<Span['errorDetails']> {
  const exception = events.findLast(({ name }) => name === 'exception')?.attributes ?? {}
  const said = (key: string) => tags[key] ?? (typeof exception[key] === 'string' ? exception[key] : '')
  const type = row.error_type || said('exception.type')
  return {
    message: row.status_message || said('exception.message') || type || 'failed',
    ...some('type', type),
    ...some('code', tags['error.code'] ?? ''),
    ...some('stack', said('exception.stacktrace')),
  }
}

/** A field that is only there when it says something. */
export function some<Name extends string>(name: Name, value: string): { [Key in Name]?: string } {
  return (value === '' ? {} : { [name]: value }) as { [Key in Name]?: string }
}

export function textValues(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]))
}

/** Our own JSON; what cannot be read is left out rather than hiding the trace. */
export function parse<Value>(json: string, otherwise: Value): Value {
  try {
    return JSON.parse(json) as Value
  } catch {
    return otherwise
  }
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group) group.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}
