/** Which tags metrics have, and with which values: for suggestions. */
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { DERIVED, DERIVED_TAGS } from '../../flows/query/metrics/derived-metrics.ts'

export interface TagQuestion {
  metric?: string | undefined
  tag?: string | undefined
  prefix?: string | undefined
  limit: number
}

export interface TagCount {
  value: string
  series: number
}

export async function listTags(telemetry: TelemetryPlane, project: string, question: TagQuestion): Promise<TagCount[]> {
  const rows = await telemetry.select<{ value: string; found: string }>(tagsStatement(project, question))
  const counted = rows.map((row) => ({ value: row.value, series: Number(row.found) }))
  if (question.tag !== undefined) return counted
  // Derived metrics have their tags before the first roll-up wrote them down.
  const known = new Set(counted.map(({ value }) => value))
  const derived = DERIVED.filter(({ name }) => question.metric === undefined || name === question.metric)
  for (const tag of new Set(derived.flatMap(({ source }) => Object.keys(DERIVED_TAGS[source])))) {
    if (!known.has(tag) && tag.startsWith(question.prefix ?? '')) counted.push({ value: tag, series: 0 })
  }
  return counted.slice(0, question.limit)
}

function tagsStatement(project: string, { metric, tag, prefix, limit }: TagQuestion): Statement {
  const named = metric === undefined ? sql.empty : sql` AND name = ${text(metric)}`
  const value = tag === undefined ? sql`arrayJoin(mapKeys(tags))` : sql`tags[${text(tag)}]`
  const begins = prefix === undefined || prefix === '' ? sql.empty : sql` AND startsWith(lower(value), ${text(prefix.toLowerCase())})`
  return sql`
    SELECT value, uniqExact(series) AS found
    FROM (SELECT ${value} AS value, series FROM metric_series WHERE project = ${text(project)}${named})
    WHERE value != ''${begins}
    GROUP BY value ORDER BY found DESC, value LIMIT ${uint(limit)}`
}
