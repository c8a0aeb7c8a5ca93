/** Records into rows: the one place that says which column holds what. restore.ts is the way back. */
import { BlockWriter } from '../../planes/telemetry/native-block.ts'
import type { StoredEvent, StoredLink } from '../../planes/telemetry/stored-json.ts'
import { type Attributes, attributeText, plain } from './attributes.ts'
import type { Arrival, Batch } from './batch.ts'
import type { RowSink } from './group-commit.ts'
import { type HeavyValue, HeavyValues } from './heavy-values.ts'
import { InteractionRows } from './interaction-rows.ts'
import { logHash } from './log-hash.ts'
import type { Block } from './messages.ts'
import type { LogRecord, Origin, SpanRecord } from './records.ts'
import { type TraceRow, traceRows } from './trace-rows.ts'

const NS_PER_MINUTE = 60_000_000_000n
const SECONDS_PER_MINUTE = 60

export class RowWriter implements RowSink {
  private readonly heavy: HeavyValues
  private readonly spans = new BlockWriter('spans')
  private readonly spanContent = new BlockWriter('span_content')
  private readonly logs = new BlockWriter('logs')
  private readonly traces = new BlockWriter('traces')
  private readonly interactions = new InteractionRows()
  private readonly resources = new WeakMap<Origin, string>()
  /** Heavy tables first, so that a row in a list always leads to something. */
  private readonly writers = [this.spanContent, this.interactions.content, this.spans, this.logs, this.interactions.rows, this.traces]

  constructor(isContentKey: (key: string) => boolean) {
    this.heavy = new HeavyValues(isContentKey)
  }

  add(batch: Batch): void {
    const arrival = { project: batch.project, receivedAt: Math.floor(batch.receivedAtMs / 1000) }
    for (const span of batch.spans) this.addSpan(arrival, span)
    for (const log of batch.logs) this.addLog(arrival, log)
    for (const trace of traceRows(batch)) this.addTrace(arrival, trace)
    this.interactions.add(arrival, batch)
  }

  get bytes(): number {
    let sum = 0
    for (const writer of this.writers) sum += writer.bytes
    return sum
  }

  take(): Block[] {
    return this.writers.filter((writer) => writer.rows > 0).map((writer) => ({ table: writer.table, rows: writer.rows, bytes: writer.finish() }))
  }

  private addSpan(arrival: Arrival, span: SpanRecord): void {
    const { columns } = this.spans
    const { facts } = span
    const heavy: HeavyValue[] = []
    columns.project.add(arrival.project)
    columns.received_at.add(arrival.receivedAt)
    columns.start_time.add(span.startNs)
    columns.duration_ns.add(span.endNs - span.startNs)
    columns.trace_id.add(span.traceId)
    columns.span_id.add(span.spanId)
    columns.parent_span_id.add(span.parentSpanId)
    columns.name.add(span.name)
    columns.kind.add(span.kind)
    columns.status.add(span.status)
    columns.status_message.add(span.statusMessage)
    columns.error_type.add(facts.errorType)
    columns.service.add(span.origin.service)
    columns.scope.add(span.origin.scope)
    columns.component.add(facts.component)
    columns.operation.add(facts.operation)
    columns.provider.add(facts.provider)
    columns.model.add(facts.model)
    columns.user_id.add(facts.userId)
    columns.organization_id.add(facts.organizationId)
    columns.request_id.add(facts.requestId)
    columns.session_id.add(facts.sessionId)
    columns.request_path.add(facts.requestPath)
    columns.request_method.add(facts.requestMethod)
    columns.http_status.add(facts.httpStatus)
    columns.attrs.add({ keys: span.attributes.keys, values: this.lightValues(span.attributes, heavy, 'attribute', 0) })
    columns.resource.add(this.resourceOf(span.origin))
    columns.events.add(this.eventsOf(span, heavy))
    columns.links.add(linksOf(span))
    this.spans.endRow()
    if (heavy.length > 0) this.addContent(arrival, span, span.startNs, heavy)
  }

  private addLog(arrival: Arrival, log: LogRecord): void {
    const { columns } = this.logs
    const heavy: HeavyValue[] = []
    const body = attributeText(log.body)
    const values = log.attributes.values.map(attributeText)
    const hash = logHash(log, body, values)
    const position = Number(hash & 0xffffffffn)
    columns.project.add(arrival.project)
    columns.received_at.add(arrival.receivedAt)
    columns.time.add(log.timeNs)
    columns.trace_id.add(log.traceId)
    columns.span_id.add(log.spanId)
    columns.log_hash.add(hash)
    columns.severity.add(log.severity)
    columns.event_name.add(log.eventName)
    columns.service.add(log.origin.service)
    columns.scope.add(log.origin.scope)
    columns.body.add(this.heavy.lighten(heavy, 'log', 'body', position, body))
    columns.attrs.add({ keys: log.attributes.keys, values: values.map((value, at) => this.heavy.lighten(heavy, 'log', log.attributes.keys[at], position, value)) })
    columns.resource.add(this.resourceOf(log.origin))
    this.logs.endRow()
    if (heavy.length > 0) this.addContent(arrival, log, log.timeNs, heavy)
  }

  private addContent(arrival: Arrival, owner: { traceId: string; spanId: string }, timeNs: bigint, heavy: HeavyValue[]): void {
    const { columns } = this.spanContent
    for (const { source, key, position, value } of heavy) {
      columns.project.add(arrival.project)
      columns.received_at.add(arrival.receivedAt)
      columns.time.add(timeNs)
      columns.trace_id.add(owner.traceId)
      columns.span_id.add(owner.spanId)
      columns.source.add(source)
      columns.key.add(key)
      columns.position.add(position)
      columns.value.add(value)
      this.spanContent.endRow()
    }
  }

  private addTrace(arrival: Arrival, row: TraceRow): void {
    const { columns } = this.traces
    columns.project.add(arrival.project)
    columns.received_at.add(arrival.receivedAt)
    columns.minute.add(Number(row.startNs / NS_PER_MINUTE) * SECONDS_PER_MINUTE)
    columns.trace_id.add(row.traceId)
    columns.start_time.add(row.startNs)
    columns.end_time.add(row.endNs)
    columns.given_name.add(row.givenName)
    columns.root_name.add(row.rootName)
    columns.any_name.add(row.anyName)
    columns.given_status.add(row.givenStatus)
    columns.root_status.add(row.rootStatus)
    columns.span_error.add(row.spanError)
    columns.user_id.add(row.userId)
    columns.organization_id.add(row.organizationId)
    columns.request_id.add(row.requestId)
    columns.session_id.add(row.sessionId)
    columns.request_path.add(row.requestPath)
    columns.request_method.add(row.requestMethod)
    columns.error_message.add(row.errorMessage)
    columns.error_details.add(row.errorDetails)
    columns.tags.add(row.tags)
    columns.services.add(row.services)
    columns.components.add(row.components)
    columns.operations.add(row.operations)
    columns.providers.add(row.providers)
    columns.models.add(row.models)
    this.traces.endRow()
  }

  private lightValues(attributes: Attributes, heavy: HeavyValue[], source: 'attribute' | 'event', position: number): string[] {
    const { keys, values } = attributes
    return values.map((value, at) => this.heavy.lighten(heavy, source, keys[at], position, attributeText(value)))
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

function linksOf(span: SpanRecord): string {
  if (span.links.length === 0) return ''
  return JSON.stringify(span.links.map((link): StoredLink => ({ traceId: link.traceId, spanId: link.spanId, attributes: plain(link.attributes) as Record<string, unknown> })))
}
