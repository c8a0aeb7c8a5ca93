/**
 * Many derived metrics of one source in one statement: what a page that always shows the same figures asks, where a
 * question for each of them would read the same rows again and again. The numbers are those of the single questions.
 */
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import { identifier, type Statement, sql, text, texts, uint } from '../../../planes/telemetry/statement.ts'
import type { TimeRange } from '../time-range.ts'
import { findKnown } from './catalogue.ts'
import { derivedRows, JOINED_BY } from './derived-facts.ts'
import { DERIVED, DERIVED_TAGS, type DerivedMetric, type DerivedSource } from './derived-metrics.ts'
import { lateRanges } from './late.ts'
import { labelNames, rolledEdge, rolledOf, slotOf, sourcesOf, type Span } from './parts.ts'
import { windowsOf } from './windows.ts'

export interface FiguresQuestion extends TimeRange {
  project: string
  source: DerivedSource
  step: string
  /** Tags; figures are answered for all of them, and for as many of the first as a figure asks for. */
  groupBy: readonly string[]
  /** A tag that must have the value, alone or joined with others. */
  only?: { tag: string; value: string } | undefined
  figures: readonly Figure[]
}

/** A metric, and by how many of the first tags it is wanted. */
export interface Figure {
  readonly metric: string
  readonly by: number
}

export interface FigureRow {
  metric: string
  by: number
  labels: string[]
  /** Which window, from 0. */
  at: number
  total: number
  /** Percentiles 50, 95 and 99 of what was observed. */
  quantiles: number[]
}

export interface Figures {
  times: number[]
  stepMs: number
  rows: FigureRow[]
}

interface Row {
  name: string
  by_tags: number
  labels: string[]
  slot: string | number
  total: number
  quantiles: number[]
}

const MAX_ROWS = 500_000
const MAX_SECONDS = 20

export async function readDerivedFigures(
  { telemetry, rolledUntilNs }: { telemetry: TelemetryPlane; rolledUntilNs: () => Promise<bigint> },
  question: FiguresQuestion,
): Promise<Figures> {
  const { step, project } = question
  const windows = windowsOf(question, step)
  const { times, stepMs } = windows
  const known = { ...windows, rolledUntilNs: windows.resolution === 0 ? windows.fromNs : await rolledUntilNs() }
  const metrics = DERIVED.filter(({ name, source }) => source === question.source && question.figures.some(({ metric }) => metric === name))
  const [first] = metrics
  const metric = first && (await findKnown(telemetry, project, first.name))
  if (!metric) throw new Error('bug: no such derived metric')
  // Of one source, what came late is the same for all its metrics.
  const late = await lateRanges(telemetry, project, metric, { fromNs: known.fromNs, toNs: rolledEdge(known) }, known.rolledUntilNs)
  const rows = await telemetry.select<Row>(figuresStatement(question, metrics, { ...known, late }), {
    maxRows: MAX_ROWS,
    maxSeconds: MAX_SECONDS,
  })
  const firstSlot = (times[0] ?? 0) / stepMs
  return {
    times,
    stepMs,
    rows: rows
      .map(({ name, by_tags, labels, slot, total, quantiles }) => ({
        metric: name,
        by: by_tags,
        labels: labels.slice(0, by_tags),
        at: Number(slot) - firstSlot,
        total,
        quantiles,
      }))
      .filter(({ at }) => at >= 0 && at < times.length),
  }
}

function figuresStatement(question: FiguresQuestion, metrics: readonly DerivedMetric[], span: Span): Statement {
  const labels = labelNames(question.groupBy)
  const parts = sourcesOf(span).map((part) =>
    part.resolution === 0 ? pointsPart(question, metrics, { ...span, ...part }) : rolledPart(question, metrics, { ...span, ...part }),
  )
  // From all tags to none: how many are given says which set a row is of.
  const sets = [...labels.keys(), labels.length].map((count) => sql`(${sql.join([sql`name`, ...labels.slice(0, count), sql`slot`])})`)
  const given = labels.map((label) => sql`toUInt8(grouping(${label}) = 0)`)
  const wanted = question.figures.map(({ metric, by }) => sql`(name = ${text(metric)} AND by_tags = ${uint(by)})`)
  return sql`
    SELECT name, ${sql.join([...given, sql`toUInt8(0)`], sql` + `)} AS by_tags, [${sql.join(labels)}] AS labels, slot, sum(total) AS total,
      quantilesTDigestWeightedArrayMerge(0.5, 0.95, 0.99)(digest) AS quantiles
    FROM (${sql.join(parts, sql` UNION ALL `)})
    GROUP BY GROUPING SETS (${sql.join(sets)})
    HAVING ${sql.join(wanted, sql` OR `)}
    LIMIT ${uint(MAX_ROWS + 1)}`
}

function rolledPart({ project, groupBy, only }: FiguresQuestion, metrics: readonly DerivedMetric[], span: Span): Statement {
  const names = texts(metrics.map(({ name }) => name))
  const keys = sql.join([sql`name`, ...labelNames(groupBy), sql`slot`])
  const labels = groupBy.map((tag, at) => sql`tags[${text(tag)}] AS ${identifier(`g${at}`)}, `)
  return sql`
    SELECT ${keys}, sum(facts.total) AS total, quantileTDigestWeightedArrayMergeState(facts.digest) AS digest
    FROM (
      SELECT name, series, ${slotOf(sql`toUnixTimestamp(window) * 1000`, span.stepMs)} AS slot, n, total, digest FROM metric_rollups FINAL
      WHERE project = ${text(project)} AND name IN ${names} AND ${rolledOf(span.resolution, span, span.late)}
    ) AS facts
    INNER JOIN (
      SELECT ${sql.join(labels, sql.empty)}series
      FROM (SELECT series, any(tags) AS tags FROM metric_series WHERE project = ${text(project)} AND name IN ${names} GROUP BY series)
      WHERE ${holds(only, (tag) => sql`tags[${text(tag)}]`)}
    ) AS those USING (series)
    WHERE facts.n > 0 GROUP BY ${keys}`
}

function pointsPart({ project, source, groupBy, only }: FiguresQuestion, metrics: readonly DerivedMetric[], span: Span): Statement {
  const tags = DERIVED_TAGS[source]
  const columnOf = (tag: string): Statement => (tags[tag] ? sql`toString(${tags[tag]})` : sql`''`)
  const labels = groupBy.map((tag, at) => sql`${columnOf(tag)} AS ${identifier(`g${at}`)}, `)
  const values = metrics.map(({ name, value }) => sql`tuple(${text(name)}, CAST(${value}, 'Nullable(Float64)'))`)
  const keys = sql.join([sql`name`, ...labelNames(groupBy), sql`slot`])
  return sql`
    SELECT ${keys}, sum(value) AS total, quantileTDigestWeightedArrayState([value], [toUInt64(1)]) AS digest
    FROM (
      SELECT ${sql.join([...labelNames(groupBy), sql`slot`])}, one.1 AS name, assumeNotNull(one.2) AS value
      FROM (
        SELECT ${sql.join(labels, sql.empty)}${slotOf(sql`toUnixTimestamp64Milli(time)`, span.stepMs)} AS slot, arrayJoin([${sql.join(values)}]) AS one
        FROM (${derivedRows(source, { project, fromNs: span.fromNs, toNs: span.toNs })})
        WHERE ${holds(only, columnOf)}
      )
      WHERE isNotNull(one.2)
    )
    GROUP BY ${keys}`
}

function holds(only: FiguresQuestion['only'], columnOf: (tag: string) => Statement): Statement {
  return only === undefined ? sql`true` : sql`has(splitByString(${text(JOINED_BY)}, ${columnOf(only.tag)}), ${text(only.value)})`
}
