/** Single requests behind a metric's numbers: sent with the points, or, of a derived metric, the requests themselves. */
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import { dateTime64, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import type { TimeRange } from '../time-range.ts'
import type { KnownMetric } from './catalogue.ts'
import { DERIVED_TAGS } from './derived-metrics.ts'
import { derivedRows, tagsMap } from './derived-facts.ts'
import { conditionsOf, seriesOf, type Selection } from './parts.ts'

export interface ExemplarRow {
  time_ns: string
  value: number
  trace_id: string
  span_id: string
  request_id: string
  labels: Record<string, string>
}

export function findExemplars(telemetry: TelemetryPlane, selection: Selection, range: TimeRange, limit: number): Promise<ExemplarRow[]> {
  const { metric } = selection
  return telemetry.select<ExemplarRow>(
    metric.derived ? derivedStatement(selection, metric, range, limit) : sentStatement(selection, range, limit),
  )
}

function derivedStatement(selection: Selection, { derived }: KnownMetric, range: TimeRange, limit: number): Statement {
  const metric = derived as NonNullable<KnownMetric['derived']>
  const tags = DERIVED_TAGS[metric.source]
  const conditions = conditionsOf(selection, (tag) => (tags[tag] ? sql`toString(${tags[tag]})` : sql`''`))
  return sql`
    SELECT toUnixTimestamp64Nano(time) AS time_ns, assumeNotNull(toFloat64(${metric.value})) AS value, trace_id, '' AS span_id, '' AS request_id,
      ${tagsMap(tags)} AS labels
    FROM (${derivedRows(metric.source, { project: selection.project, ...range })})
    WHERE isNotNull(${metric.value}) AND trace_id != ''${conditions}
    ORDER BY value DESC, time DESC LIMIT ${uint(limit)}`
}

function sentStatement(selection: Selection, { fromNs, toNs }: TimeRange, limit: number): Statement {
  return sql`
    SELECT toUnixTimestamp64Nano(time) AS time_ns, value, trace_id, span_id, request_id, mapUpdate(tags, attrs) AS labels
    FROM (
      SELECT DISTINCT series, time, value, trace_id, span_id, request_id, attrs FROM metric_exemplars
      WHERE project = ${text(selection.project)} AND name = ${text(selection.metric.name)} AND time >= ${dateTime64(fromNs)} AND time < ${dateTime64(toNs)}
    ) AS found
    INNER JOIN (${seriesOf({ ...selection, groupBy: [] }, sql`tags, `)}) AS those USING (series)
    ORDER BY value DESC, time DESC LIMIT ${uint(limit)}`
}
