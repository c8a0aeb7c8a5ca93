/** Which tags metrics have, and with which values: for suggestions. */
import type { Selects } from '../../flows/query/metrics/shared-select.ts'
import { type Statement, sql, text, uint } from '../../planes/telemetry/statement.ts'
import { derivedRows } from '../../flows/query/metrics/derived-facts.ts'
import { DERIVED, DERIVED_TAGS, type DerivedSource } from '../../flows/query/metrics/derived-metrics.ts'
import { HOUR_NS } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'

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

/** Derived metrics have their values before the first roll-up wrote them down: those of this long are read from the rows. */
const NOT_ROLLED_NS = HOUR_NS

export async function listTags(telemetry: Selects, clock: Clock, project: string, question: TagQuestion): Promise<TagCount[]> {
  const rows = await telemetry.select<{ value: string; found: string }>(tagsStatement(project, question))
  const counted = rows.map((row) => ({ value: row.value, series: Number(row.found) }))
  if (question.tag !== undefined) return withFresh(counted, await freshValues(telemetry, clock, project, question), question.limit)
  // Derived metrics have their tags before the first roll-up wrote them down.
  const known = new Set(counted.map(({ value }) => value))
  const derived = DERIVED.filter(({ name }) => question.metric === undefined || name === question.metric)
  for (const tag of new Set(derived.flatMap(({ source }) => Object.keys(DERIVED_TAGS[source])))) {
    if (!known.has(tag) && tag.startsWith(question.prefix ?? '')) counted.push({ value: tag, series: 0 })
  }
  return counted.slice(0, question.limit)
}

function withFresh(counted: readonly TagCount[], fresh: readonly string[], limit: number): TagCount[] {
  const known = new Set(counted.map(({ value }) => value))
  const more = fresh.filter((value) => !known.has(value)).map((value) => ({ value, series: 0 }))
  return [...counted, ...more].slice(0, limit)
}

async function freshValues(telemetry: Selects, clock: Clock, project: string, question: TagQuestion): Promise<string[]> {
  const { tag = '', metric, prefix = '', limit } = question
  const toNs = clock.nowNs()
  const scope = { project, fromNs: toNs - NOT_ROLLED_NS, toNs }
  const sources = new Set(DERIVED.filter(({ name }) => metric === undefined || name === metric).map(({ source }) => source))
  const asked = [...sources].flatMap((source: DerivedSource) => {
    const column = Object.hasOwn(DERIVED_TAGS[source], tag) ? DERIVED_TAGS[source][tag] : undefined
    return column ? [sql`SELECT DISTINCT toString(${column}) AS value FROM (${derivedRows(source, scope)})`] : []
  })
  if (asked.length === 0) return []
  const rows = await telemetry.select<{ value: string }>(
    sql`SELECT DISTINCT value FROM (${sql.join(asked, sql` UNION ALL `)}) WHERE value != '' AND startsWith(lower(value), ${text(prefix.toLowerCase())}) ORDER BY value LIMIT ${uint(limit)}`,
  )
  return rows.map(({ value }) => value)
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
