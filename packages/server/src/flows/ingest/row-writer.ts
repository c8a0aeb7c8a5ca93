/** Records into rows: the one place that says which column holds what. restore.ts is the way back. */
import { BlockWriter, columnsOf } from '../../planes/telemetry/native-block.ts'
import type { StoredEvent, StoredLink } from '../../planes/telemetry/stored-json.ts'
import { attributeText, plain } from './attributes.ts'
import type { Arrival, Batch } from './batch.ts'
import { DecisionRows } from './decision-rows.ts'
import type { RowSink } from './group-commit.ts'
import { type HeavyValue, HeavyValues } from './heavy-values.ts'
import { InteractionRows } from './interaction-rows.ts'
import { logHash } from './log-hash.ts'
import type { Block } from './messages.ts'
import { MetricRows } from './metric-rows.ts'
import type { LogRecord, Origin, SpanRecord } from './records.ts'
import { Rising } from './rising.ts'
import { SpareMemory } from './spare-memory.ts'
import { type TraceRow, traceRows } from './trace-rows.ts'

const NS_PER_MINUTE = 60_000_000_000n
const SECONDS_PER_MINUTE = 60
/** Of stored blocks, for the next: two groups under load. */
const SPARE_BYTES = 24 * 1024 * 1024

export class RowWriter implements RowSink {
  private readonly heavy: HeavyValues
  private readonly spans = new BlockWriter('spans')
  private readonly spansColumns = columnsOf(this.spans)
  private readonly spanContent = new BlockWriter('span_content')
  private readonly spanContentColumns = columnsOf(this.spanContent)
  private readonly logs = new BlockWriter('logs')
  private readonly logsColumns = columnsOf(this.logs)
  private readonly traces = new BlockWriter('traces')
  private readonly tracesColumns = columnsOf(this.traces)
  private readonly interactions = new InteractionRows()
  private readonly metrics = new MetricRows()
  private readonly decisions = new DecisionRows()
  private readonly order = new Rising()
  private readonly memory = new SpareMemory(SPARE_BYTES)
  private readonly resources = new WeakMap<Origin, string>()
  /** Heavy tables first, so that a row in a list always leads to something. */
  private readonly writers = [
    this.spanContent,
    this.interactions.content,
    this.decisions.log,
    this.spans,
    this.logs,
    this.interactions.rows,
    this.decisions.traces,
    this.traces,
    ...this.metrics.writers,
  ]

  constructor(isContentKey: (key: string) => boolean) {
    this.heavy = new HeavyValues(isContentKey)
  }

  add(batch: Batch): void {
    const arrival = { project: batch.project, receivedAt: Math.floor(batch.receivedAtMs / 1000) }
    for (const span of batch.spans) this.addSpan(arrival, span)
    for (const log of batch.logs) this.addLog(arrival, log)
    for (const trace of traceRows(batch)) this.addTrace(arrival, trace)
    this.interactions.add(arrival, batch)
    this.metrics.add(arrival, batch)
    this.decisions.add(arrival, batch)
  }

  get bytes(): number {
    let sum = 0
    for (const writer of this.writers) sum += writer.bytes
    return sum
  }

  take(): Block[] {
    const runs = this.decisions.takeRuns()
    return this.writers
      .filter((writer) => writer.rows > 0)
      .map((writer) => {
        const { table, rows } = writer
        const toFill = this.decisions.toFill(table)
        const bytes = writer.finish((size) => this.memory.take(size))
        return toFill ? { table, rows, bytes, places: placesIn(bytes, toFill), runs } : { table, rows, bytes }
      })
  }

  reuse(memory: ArrayBuffer): void {
    this.memory.give(memory)
  }

  private addSpan(arrival: Arrival, span: SpanRecord): void {
    const columns = this.spansColumns
    const { facts } = span
    const heavy: HeavyValue[] = []
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.start_time.dateTime64(span.startNs)
    columns.duration_ns.u64(span.endNs - span.startNs)
    columns.trace_id.text(span.traceId)
    columns.span_id.text(span.spanId)
    columns.parent_span_id.text(span.parentSpanId)
    columns.name.text(span.name)
    columns.kind.u8(span.kind)
    columns.status.u8(span.status)
    columns.status_message.text(span.statusMessage)
    columns.error_type.text(facts.errorType)
    columns.service.text(span.origin.service)
    columns.scope.text(span.origin.scope)
    columns.component.text(facts.component)
    columns.operation.text(facts.operation)
    columns.provider.text(facts.provider)
    columns.model.text(facts.model)
    columns.user_id.text(facts.userId)
    columns.organization_id.text(facts.organizationId)
    columns.request_id.text(facts.requestId)
    columns.session_id.text(facts.sessionId)
    columns.request_path.text(facts.requestPath)
    columns.request_method.text(facts.requestMethod)
    columns.http_status.u16(facts.httpStatus)
    this.addAttributes(span, heavy)
    columns.resource.text(this.resourceOf(span.origin))
    columns.events.text(this.eventsOf(span, heavy))
    columns.links.text(linksOf(span))
    columns.redactions.text(span.redactions ?? '')
    if (heavy.length > 0) this.addContent(arrival, span, span.startNs, heavy)
  }

  private addLog(arrival: Arrival, log: LogRecord): void {
    const columns = this.logsColumns
    const heavy: HeavyValue[] = []
    const body = attributeText(log.body)
    const values = log.attributes.values.map(attributeText)
    const hash = logHash(log, body, values)
    const position = Number(hash & 0xffffffffn)
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.time.dateTime64(log.timeNs)
    columns.trace_id.text(log.traceId)
    columns.span_id.text(log.spanId)
    columns.log_hash.u64(hash)
    columns.sequence.u64(this.order.next())
    columns.severity.u8(log.severity)
    columns.event_name.text(log.eventName)
    columns.service.text(log.origin.service)
    columns.scope.text(log.origin.scope)
    columns.body.text(this.heavy.lighten(heavy, 'log', 'body', position, body))
    for (const [at, value] of values.entries())
      columns.attrs.entry(log.attributes.keys[at], this.heavy.lighten(heavy, 'log', log.attributes.keys[at], position, value))
    columns.attrs.end()
    columns.resource.text(this.resourceOf(log.origin))
    columns.redactions.text(log.redactions ?? '')
    if (heavy.length > 0) this.addContent(arrival, log, log.timeNs, heavy)
  }

  private addContent(arrival: Arrival, owner: { traceId: string; spanId: string }, timeNs: bigint, heavy: HeavyValue[]): void {
    const columns = this.spanContentColumns
    for (const { source, key, position, value } of heavy) {
      columns.project.text(arrival.project)
      columns.received_at.dateTime(arrival.receivedAt)
      columns.time.dateTime64(timeNs)
      columns.trace_id.text(owner.traceId)
      columns.span_id.text(owner.spanId)
      columns.source.text(source)
      columns.key.text(key)
      columns.position.u32(position)
      columns.value.text(value)
    }
  }

  private addTrace(arrival: Arrival, row: TraceRow): void {
    const columns = this.tracesColumns
    columns.project.text(arrival.project)
    columns.received_at.dateTime(arrival.receivedAt)
    columns.minute.dateTime(Number(row.startNs / NS_PER_MINUTE) * SECONDS_PER_MINUTE)
    columns.trace_id.text(row.traceId)
    columns.start_time.dateTime64(row.startNs)
    columns.end_time.dateTime64(row.endNs)
    columns.given_name.text(row.givenName)
    columns.root_name.text(row.rootName)
    columns.any_name.text(row.anyName)
    columns.given_status.u8(row.givenStatus)
    columns.root_status.u8(row.rootStatus)
    columns.span_error.u8(row.spanError)
    columns.user_id.text(row.userId)
    columns.organization_id.text(row.organizationId)
    columns.request_id.text(row.requestId)
    columns.session_id.text(row.sessionId)
    columns.request_path.text(row.requestPath)
    columns.request_method.text(row.requestMethod)
    columns.error_message.text(row.errorMessage)
    columns.error_details.text(row.errorDetails)
    columns.tags.text(row.tags)
    columns.services.texts(row.services)
    columns.components.texts(row.components)
    columns.operations.texts(row.operations)
    columns.providers.texts(row.providers)
    columns.models.texts(row.models)
    columns.redactions.text(row.redactions)
  }

  private addAttributes({ attributes }: SpanRecord, heavy: HeavyValue[]): void {
    const { attrs } = this.spansColumns
    const { keys, values } = attributes
    for (let at = 0; at < keys.length; at++)
      attrs.entry(keys[at], this.heavy.lighten(heavy, 'attribute', keys[at], 0, attributeText(values[at])))
    attrs.end()
  }

  private eventsOf(span: SpanRecord, heavy: HeavyValue[]): string {
    if (span.events.length === 0) return ''
    const stored = span.events.map((event, position): StoredEvent => {
      const light: Record<string, unknown> = {}
      for (const [key, value] of event.attributes.entries()) {
        const text = attributeText(value)
        const kept = this.heavy.lighten(heavy, 'event', key, position, text)
        light[key] = kept === text ? plain(value) : kept
      }
      return { timeNs: String(event.timeNs), name: event.name, attributes: light }
    })
    return JSON.stringify(stored)
  }

  /** The resource as JSON, made once per origin. */
  private resourceOf(origin: Origin): string {
    let text = this.resources.get(origin)
    if (text === undefined) {
      text = origin.resource.size === 0 ? '' : JSON.stringify(plain(origin.resource))
      this.resources.set(origin, text)
    }
    return text
  }
}

function placesIn(bytes: Uint8Array, beforeEnd: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(beforeEnd).map(([name, distance]) => [name, bytes.length - distance]))
}

function linksOf(span: SpanRecord): string {
  if (span.links.length === 0) return ''
  return JSON.stringify(
    span.links.map((link): StoredLink => ({
      traceId: link.traceId,
      spanId: link.spanId,
      attributes: plain(link.attributes) as Record<string, unknown>,
    })),
  )
}
