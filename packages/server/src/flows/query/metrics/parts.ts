/**
 * The rows a question is answered from: roll-ups where they are complete, single points for the rest, in one shape:
 * name, labels g0, g1, ..., series, slot, n, total, lowest, highest, digest. Several may be of one group and window.
 */
import { dateTime, identifier, int, type Statement, sql, text, texts, uint } from '../../../planes/telemetry/statement.ts'
import { NS_PER_SECOND, type TimeRange } from '../time-range.ts'
import type { KnownMetric } from './catalogue.ts'
import { DERIVED_TAGS, type DerivedSource } from './derived-metrics.ts'
import { derivedRows, JOINED_BY } from './derived-facts.ts'
import { pointFacts } from './facts.ts'
import { kindsLike } from './point-kinds.ts'
import { HOUR, MINUTE, type Resolution, rolledIn, SIX_HOURS } from './rolled.ts'

export interface Selection {
  project: string
  /** One that was sent, or derived ones of the same rows. */
  metrics: readonly KnownMetric[]
  groupBy: readonly string[]
  filters: Readonly<Record<string, string | readonly string[]>>
  exclude: Readonly<Record<string, string | readonly string[]>>
  /** Groups that are answered for themselves, when the rest is asked for as one. */
  except?: { tags: readonly string[]; labels: readonly (readonly string[])[] } | undefined
  /** A tag that must have the value, alone or joined with others. */
  joined?: { tag: string; value: string } | undefined
}

/** What is asked of one metric. */
export interface OneMetric extends Omit<Selection, 'metrics' | 'groupBy' | 'joined'> {
  metric: KnownMetric
}

export interface Span extends TimeRange {
  stepMs: number
  /** The longest roll-up that may be read; 0: single points only. */
  resolution: 0 | Resolution
  /** Up to here the roll-ups are complete, */
  rolledUntilNs: bigint
  /** but for these: see late.ts. */
  late: readonly TimeRange[]
}

/** Where roll-ups end and single points begin, for this question. */
export function rolledEdge({ fromNs, toNs, resolution, rolledUntilNs }: Omit<Span, 'late'>): bigint {
  return resolution === 0 ? fromNs : clamp(rolledUntilNs, fromNs, toNs)
}

export function partsOf(selection: Selection, span: Span): Statement {
  const parts = sourcesOf(span).map(({ resolution, ...source }) =>
    resolution === 0 ? pointPart(selection, { ...span, ...source }) : rolledPart(selection, { ...span, ...source, resolution }),
  )
  return sql.join(parts, sql` UNION ALL `)
}

interface Source extends TimeRange {
  resolution: 0 | Resolution
  /** Left out of it, because another source has it. */
  late: readonly TimeRange[]
}

/** Which stretch of the question is read from which roll-up; 0: from single points. */
export function sourcesOf(span: Span): Source[] {
  const { fromNs, toNs, rolledUntilNs, resolution, late } = span
  const ofMinutes = rolledEdge(span)
  const endOf = (seconds: Resolution, most: bigint) => (resolution >= seconds ? clamp(floor(rolledUntilNs, seconds), fromNs, most) : fromNs)
  const ofHours = endOf(HOUR, ofMinutes)
  const ofSixHours = endOf(SIX_HOURS, ofHours)
  const broken = brokenSixHours(late, ofSixHours)
  const stretches: Source[] = [
    { fromNs, toNs: ofSixHours, resolution: SIX_HOURS, late: broken },
    ...broken.map((range) => ({ ...range, resolution: HOUR, late })),
    { fromNs: ofSixHours, toNs: ofHours, resolution: HOUR, late },
    { fromNs: ofHours, toNs: ofMinutes, resolution: MINUTE, late },
    ...late.map((range) => ({ ...range, resolution: 0 as const, late: [] })),
    { fromNs: ofMinutes, toNs, resolution: 0, late: [] },
  ]
  return stretches.filter((each) => each.fromNs < each.toNs)
}

/** The six hours around hours that have to be read from single points: their other hours are read as hours. */
function brokenSixHours(late: readonly TimeRange[], untilNs: bigint): TimeRange[] {
  const broken: { fromNs: bigint; toNs: bigint }[] = []
  for (const range of late) {
    const fromNs = floor(range.fromNs, SIX_HOURS)
    const end = floor(range.toNs + BigInt(SIX_HOURS) * NS_PER_SECOND - 1n, SIX_HOURS)
    const toNs = end < untilNs ? end : untilNs
    const last = broken.at(-1)
    if (last && fromNs <= last.toNs) last.toNs = toNs > last.toNs ? toNs : last.toNs
    else if (fromNs < toNs) broken.push({ fromNs, toNs })
  }
  return broken
}

function floor(ns: bigint, seconds: number): bigint {
  return ns - (ns % (BigInt(seconds) * NS_PER_SECOND))
}

export function labelNames(groupBy: readonly string[]): Statement[] {
  return groupBy.map((_, at) => identifier(`g${at}`))
}

function clamp(value: bigint, least: bigint, most: bigint): bigint {
  return value < least ? least : value > most ? most : value
}

function rolledPart(
  selection: Selection,
  { fromNs, toNs, stepMs, resolution, late }: Source & Pick<Span, 'stepMs'> & { resolution: Resolution },
): Statement {
  const { project, groupBy } = selection
  return sql`
    SELECT ${partColumns(groupBy)}
    FROM (
      SELECT name, series, ${slotOf(sql`toUnixTimestamp(window) * 1000`, stepMs)} AS slot, n, total, least AS lowest, most AS highest, digest FROM metric_rollups FINAL
      WHERE project = ${text(project)} AND name IN ${namesOf(selection)} AND ${rolledOf(resolution, { fromNs, toNs }, late)}
    ) AS facts
    INNER JOIN (${seriesOf(selection)}) AS those USING (series)
    WHERE n > 0`
}

function partColumns(groupBy: readonly string[]): Statement {
  return sql.join([sql`name`, ...labelNames(groupBy), sql`series, slot, n, total, lowest, highest, digest`])
}

function namesOf({ metrics }: Selection): Statement {
  return texts(metrics.map(({ name }) => name))
}

/** Windows of a stretch, but for those that are read from elsewhere. */
function rolledOf(resolution: Resolution, { fromNs, toNs }: TimeRange, late: readonly TimeRange[]): Statement {
  const seconds = (ns: bigint): number => Number(ns / NS_PER_SECOND)
  const not = late.map((each) => sql` AND NOT (window >= ${dateTime(seconds(each.fromNs))} AND window < ${dateTime(seconds(each.toNs))})`)
  return sql`${rolledIn(resolution, seconds(fromNs), seconds(toNs))}${sql.join(not, sql.empty)}`
}

function pointPart(selection: Selection, span: Span): Statement {
  const [first] = selection.metrics
  if (!first) throw new Error('bug: a question about no metric')
  return first.derived ? derivedPart(selection, first.derived.source, span) : sentPart(selection, first, span)
}

function sentPart(selection: Selection, { name, kind }: KnownMetric, { fromNs, toNs, stepMs }: Span): Statement {
  const { project, groupBy } = selection
  const only = isNarrow(selection) ? sql`series GLOBAL IN (SELECT series FROM (${seriesOf(selection)}))` : undefined
  const keys = sql.join([sql`name`, ...labelNames(groupBy), sql`series, slot`])
  return sql`
    SELECT ${keys}, sum(facts.n) AS n, sum(facts.total) AS total,
      minIf(facts.lowest, isFinite(facts.lowest)) AS lowest, maxIf(facts.highest, isFinite(facts.highest)) AS highest, quantileTDigestWeightedArrayState(vals, weights) AS digest
    FROM (SELECT *, ${slotOf(sql`toUnixTimestamp64Milli(time)`, stepMs)} AS slot FROM (${pointFacts({ project, name, kinds: kindsLike(kind), fromNs, toNs, only })})) AS facts
    INNER JOIN (${seriesOf(selection)}) AS those USING (series)
    GROUP BY ${keys}`
}

function isNarrow({ filters, exclude, except }: Selection): boolean {
  return Object.keys(filters).length + Object.keys(exclude).length > 0 || except !== undefined
}

/** `series` is 0: what is derived has no sender that reports a state, so series need not be told apart. */
function derivedPart(selection: Selection, source: DerivedSource, { fromNs, toNs, stepMs }: Span): Statement {
  const { project, groupBy, metrics } = selection
  const columnOf = tagColumn(source)
  const labels = groupBy.map((tag, at) => sql`${columnOf(tag)} AS ${identifier(`g${at}`)}, `)
  const values = metrics.flatMap(({ name, derived }) =>
    derived ? [sql`tuple(${text(name)}, CAST(${derived.value}, 'Nullable(Float64)'))`] : [],
  )
  const keys = sql.join([sql`name`, ...labelNames(groupBy), sql`slot`])
  return sql`
    SELECT ${sql.join([sql`name`, ...labelNames(groupBy)])}, toUInt64(0) AS series, slot, count() AS n, sum(one) AS total, min(one) AS lowest, max(one) AS highest,
      quantileTDigestWeightedArrayState([one], [toUInt64(1)]) AS digest
    FROM (
      SELECT ${sql.join([...labelNames(groupBy), sql`slot`])}, said.1 AS name, assumeNotNull(said.2) AS one
      FROM (
        SELECT ${sql.join(labels, sql.empty)}${slotOf(sql`toUnixTimestamp64Milli(time)`, stepMs)} AS slot, arrayJoin([${sql.join(values)}]) AS said
        FROM (${derivedRows(source, { project, fromNs, toNs })})
        WHERE true${conditionsOf(selection, columnOf)}
      )
      WHERE isNotNull(said.2)
    )
    GROUP BY ${keys}`
}

/** The column of a derived row that says the tag; empty text where none does. */
export function tagColumn(source: DerivedSource): (tag: string) => Statement {
  const tags = DERIVED_TAGS[source]
  return (tag) => (Object.hasOwn(tags, tag) && tags[tag] ? sql`toString(${tags[tag]})` : sql`''`)
}

/** The series a question is about, with the labels it groups by. */
export function seriesOf(selection: Selection, more: Statement = sql.empty): Statement {
  const { project, metrics, groupBy } = selection
  const labels = groupBy.map((tag, at) => sql`tags[${text(tag)}] AS ${identifier(`g${at}`)}, `)
  const [sent] = metrics.filter(({ derived }) => derived === undefined)
  const kinds = sent ? sql` AND kind IN (${sql.join(kindsLike(sent.kind).map(uint))})` : sql.empty
  return sql`
    SELECT ${sql.join(labels, sql.empty)}${more}series
    FROM (SELECT series, any(tags) AS tags FROM metric_series WHERE project = ${text(project)} AND name IN ${namesOf(selection)}${kinds} GROUP BY series)
    WHERE true${conditionsOf(selection, (tag) => sql`tags[${text(tag)}]`)}`
}

export function conditionsOf({ filters, exclude, except, joined }: Selection, columnOf: (tag: string) => Statement): Statement {
  const conditions: Statement[] = []
  for (const [tag, values] of Object.entries(filters)) conditions.push(sql` AND ${columnOf(tag)} IN ${texts([values].flat())}`)
  for (const [tag, values] of Object.entries(exclude)) conditions.push(sql` AND ${columnOf(tag)} NOT IN ${texts([values].flat())}`)
  if (except !== undefined && except.labels.length > 0) {
    const tuples = except.labels.map((labels) => sql`tuple(${sql.join(labels.map(text))})`)
    conditions.push(sql` AND tuple(${sql.join(except.tags.map(columnOf))}) NOT IN (${sql.join(tuples)})`)
  }
  if (joined !== undefined)
    conditions.push(sql` AND has(splitByString(${text(JOINED_BY)}, ${columnOf(joined.tag)}), ${text(joined.value)})`)
  return sql.join(conditions, sql.empty)
}

/** Windows are counted from 1970, so that they lie the same whatever range is asked for. */
function slotOf(milliseconds: Statement, stepMs: number): Statement {
  return sql`intDiv(${milliseconds}, ${int(stepMs)})`
}
