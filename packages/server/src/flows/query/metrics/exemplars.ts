/** Single requests behind a metric's numbers: sent with the points, or, of a derived metric, the requests themselves. */
import { dateTime64, type Statement, sql, text, uint } from '../../../planes/telemetry/statement.ts'
import type { TimeRange } from '../time-range.ts'
import type { KnownMetric } from './catalogue.ts'
import { DERIVED_TAGS, type DerivedMetric } from './derived-metrics.ts'
import { derivedRows, tagsMap } from './derived-facts.ts'
import { conditionsOf, type OneMetric, type Selection, seriesOf, tagColumn } from './parts.ts'
import type { Selects } from './shared-select.ts'

export interface ExemplarRow {
  time_ns: string
  value: number
  trace_id: string
  span_id: string
  request_id: string
  labels: Record<string, string>
}

export function findExemplars(telemetry: Selects, selection: OneMetric, range: TimeRange, limit: number): Promise<ExemplarRow[]> {
  const { metric } = selection
  const of = { ...selection, metrics: [metric], groupBy: [] }
  return telemetry.select<ExemplarRow>(
    metric.derived ? derivedStatement(of, metric.derived, range, limit) : sentStatement(of, metric, range, limit),
  )
}

function derivedStatement(selection: Selection, metric: DerivedMetric, range: TimeRange, limit: number): Statement {
  const conditions = conditionsOf(selection, tagColumn(metric.source))
  return sql`
    SELECT toUnixTimestamp64Nano(time) AS time_ns, assumeNotNull(toFloat64(${metric.value})) AS value, trace_id, '' AS span_id, '' AS request_id,
      ${tagsMap(DERIVED_TAGS[metric.source])} AS labels
    FROM (${derivedRows(metric.source, { project: selection.project, ...range })})
    WHERE isNotNull(${metric.value}) AND trace_id != ''${conditions}
    ORDER BY value DESC, time DESC LIMIT ${uint(limit)}`
}

function sentStatement(selection: Selection, { name }: KnownMetric, { fromNs, toNs }: TimeRange, limit: number): Statement {
  return sql`
    SELECT toUnixTimestamp64Nano(time) AS time_ns, value, trace_id, span_id, request_id, mapUpdate(tags, attrs) AS labels
    FROM (
      SELECT DISTINCT series, time, value, trace_id, span_id, request_id, attrs FROM metric_exemplars
      WHERE project = ${text(selection.project)} AND name = ${text(name)} AND time >= ${dateTime64(fromNs)} AND time < ${dateTime64(toNs)}
    ) AS found
    INNER JOIN (${seriesOf(selection, sql`tags, `)}) AS those USING (series)
    ORDER BY value DESC, time DESC LIMIT ${uint(limit)}`
}
