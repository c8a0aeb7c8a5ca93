/** Stored spans, their heavy values and the AI calls among them, as the spans of the contract. */
import type { Redaction, Span, SpanEvent, SpanKind, SpanLink } from '@relayscope/contract'
import { isoTime, isoTimes } from '../../flows/query/time-range.ts'
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
  const resourceOf = resourceReader()
  return spans.map((row) => {
    const span = assembleSpan(row, heavy.get(row.span_id))
    const interactionId = row.span_id === '' ? undefined : calls.get(row.span_id)
    if (interactionId !== undefined) span.interactionId = interactionId
    if (row.resource !== '') span.resource = resourceOf(row.resource)
    return span
  })
}

/** Few processes send all the spans of a trace: what is known of each is read once. */
function resourceReader(): (json: string) => Record<string, string> {
  const known = new Map<string, Record<string, string>>()
  return (json) => {
    let resource = known.get(json)
    if (!resource) known.set(json, (resource = textValues(parse<Record<string, unknown>>(json, {}))))
    return resource
  }
}

/** Fields are set one by one: an object spread for each of them took half of the time of a large trace. */
function assembleSpan(row: SpanRow, heavy: readonly SpanContentRow[] = []): Span {
  const tags =
    heavy.length === 0
      ? row.attrs
      : withHeavy(
          row.attrs,
          heavy.filter(({ source }) => source === 'attribute'),
        )
  const events = eventsOf(row.events, heavy)
  const failed = row.status >= ERROR
  const span: Span = {
    spanId: row.span_id,
    name: row.name,
    ...isoTimes(row.start_ns, row.duration_ns),
    duration: Number(row.duration_ns) / 1e6,
    component: row.component,
    operation: row.operation,
    tags,
    events,
    status: failed ? 'error' : 'success',
    kind: KINDS[row.kind] ?? 'unspecified',
  }
  if (row.parent_span_id !== '') span.parentSpanId = row.parent_span_id
  if (failed) span.errorDetails = errorOf(row, tags, events)
  if (row.service !== '') span.service = row.service
  if (row.scope !== '') span.scope = row.scope
  if (row.links !== '') span.links = parse<StoredLink[]>(row.links, []) satisfies SpanLink[]
  if (row.provider !== '') span.provider = row.provider
  if (row.model !== '') span.model = row.model
  if (row.redactions !== '') span.redactions = parse<Redaction[]>(row.redactions, [])
  return span
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
