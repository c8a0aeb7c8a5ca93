/** The statements behind figures over many AI interactions: whole, by group, by model, over time. Text only. */
import { GROUP_FIELDS, type GroupField } from '@relayscope/contract'
import { compileTerms } from '../../flows/query/compile-search.ts'
import { type FacetField, facetStatement } from '../../flows/query/facets.ts'
import { interactionDataset } from '../../flows/query/interaction-dataset.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { int, type Statement, sql, text, texts, uint } from '../../planes/telemetry/statement.ts'
import type { Cube } from './cubes.ts'
import { FIGURES_OF_PARTS, MEASURE_COLUMNS, MEASURES_OF_ROWS } from './measures.ts'
import type { RollupPlan } from './rollup-plan.ts'
import { DAY_SECONDS, HOUR_SECONDS, rolledRows } from './rollup-statements.ts'
import { type InteractionSearch, newestRows } from './store-statements.ts'

/** Where figures are read. */
export type FigureSource =
  /** `exact`: see `newestRows`. */
  { kind: 'rows'; exact: boolean } | { kind: 'rolled'; cube: Cube; plan: RollupPlan }

export interface FigureQuestion {
  search: InteractionSearch
  source: FigureSource
  clock: Clock
}

const GROUPS: Readonly<Record<GroupField, Statement>> = {
  provider: sql`provider`,
  model: sql`model`,
  operation: sql`operation`,
  status: sql`transform(status, [2, 3], ['error', 'timeout'], 'success')`,
  service: sql`service`,
  user: sql`user_id`,
  organization: sql`organization_id`,
  session: sql`session_id`,
  region: sql`region`,
  serviceTier: sql`service_tier`,
  finishReason: sql`finish_reason`,
  errorType: sql`error_type`,
  source: sql`source`,
  currency: sql`currency`,
}

/** `keys`: of what a part is, as texts; `time` is the column of the source that says when. */
type Keys = (time: Statement) => Statement

const ALL: Keys = () => sql`CAST([], 'Array(String)')`

function parts({ search, source, clock }: FigureQuestion, keys: Keys): Statement {
  const ofRows = (rows: Statement) => sql`SELECT ${keys(sql`start_time`)} AS keys, ${MEASURES_OF_ROWS} FROM (${rows}) GROUP BY keys`
  if (source.kind === 'rows') return ofRows(newestRows(search, source.exact, clock))
  const { plan, cube } = source
  const passes = compileTerms(search.terms, interactionDataset({ project: search.project, ...search.range }, clock))
  const ofWindows = (resolution: typeof HOUR_SECONDS | typeof DAY_SECONDS, ranges: readonly TimeRange[]) =>
    sql`SELECT ${keys(sql`window`)} AS keys, ${MEASURE_COLUMNS} FROM (${rolledRows(search.project, cube, resolution, ranges)}) WHERE ${passes}`
  // One part of the statement for each kind of source: the engine takes longer to plan a part than to read it.
  const all = [
    ...(plan.days.length > 0 ? [ofWindows(DAY_SECONDS, plan.days)] : []),
    ...(plan.hours.length > 0 ? [ofWindows(HOUR_SECONDS, plan.hours)] : []),
    ...(plan.rows.length > 0 ? [ofRows(newestRows(search, false, clock, plan.rows))] : []),
  ]
  return sql.join(all, sql` UNION ALL `)
}

export function totalStatement(question: FigureQuestion): Statement {
  return sql`SELECT ${FIGURES_OF_PARTS} FROM (${parts(question, ALL)}) AS part`
}

/**
 * First the whole, whose row has no values, then the groups with the most calls: one more than the limit, so that one knows whether
 * there are more. The whole is put together from the groups, whatever the limit is, so that parts are read once.
 */
export function groupsStatement(question: FigureQuestion, fields: readonly GroupField[], limit: number): Statement {
  return sql`
    SELECT part.keys AS group_values, ${FIGURES_OF_PARTS} FROM (${parts(question, valuesOf(fields))}) AS part
    GROUP BY group_values WITH ROLLUP ORDER BY empty(group_values) DESC, calls DESC, group_values LIMIT ${uint(limit + 2)}`
}

/** The values of the groups with the most calls, one more than the limit, without their figures. */
export function largestGroupsStatement(question: FigureQuestion, fields: readonly GroupField[], limit: number): Statement {
  return sql`
    SELECT part.keys AS group_values, sum(part.calls) AS calls FROM (${parts(question, valuesOf(fields))}) AS part
    GROUP BY group_values ORDER BY calls DESC, group_values LIMIT ${uint(limit + 1)}`
}

export function theseGroupsStatement(question: FigureQuestion, fields: readonly GroupField[], groups: readonly string[][]): Statement {
  return sql`
    SELECT part.keys AS group_values, ${FIGURES_OF_PARTS} FROM (${parts(question, valuesOf(fields))}) AS part
    WHERE part.keys IN [${sql.join(groups.map(texts))}] GROUP BY group_values ORDER BY calls DESC, group_values`
}

function valuesOf(fields: readonly GroupField[]): Keys {
  const values = groupOrder(fields).map((field) => sql`toString(${GROUPS[field]})`)
  return () => sql`[${sql.join(values)}]`
}

/** The fields of `group_values`, in their order. */
export function groupOrder(fields: readonly GroupField[]): GroupField[] {
  return GROUP_FIELDS.filter((field) => fields.includes(field))
}

/** Parts of the range that a model's trend has. */
export const TREND_PARTS = 24

/** Calls of each model in each part of the range; `hours` come in the part that they begin in. */
export function trendStatement(question: FigureQuestion): Statement {
  const { fromNs, toNs } = question.search.range
  const partNs = (toNs - fromNs) / BigInt(TREND_PARTS) + 1n
  const keys: Keys = (time) => sql`[toString(provider), toString(model), toString(${stepOf(time, fromNs, partNs)})]`
  return sql`
    SELECT part.keys[1] AS model_provider, part.keys[2] AS model_name, sumMap(map(part.keys[3], part.calls)) AS trend
    FROM (${parts(question, keys)}) AS part GROUP BY model_provider, model_name`
}

/** Steps are counted from `originNs`, which may lie before the range. */
export function timelineStatement(question: FigureQuestion, originNs: bigint, stepNs: bigint): Statement {
  const keys: Keys = (time) => sql`[toString(${stepOf(time, originNs, stepNs)})]`
  return sql`
    SELECT toInt64(part.keys[1]) AS step, ${FIGURES_OF_PARTS}
    FROM (${parts(question, keys)}) AS part GROUP BY step ORDER BY step`
}

function stepOf(time: Statement, originNs: bigint, stepNs: bigint): Statement {
  return sql`intDiv(greatest(toUnixTimestamp64Nano(toDateTime64(${time}, 9, 'UTC')), ${int(originNs)}) - ${int(originNs)}, ${int(stepNs)})`
}

export function facetsStatement(
  search: InteractionSearch,
  fields: readonly FacetField[],
  limit: number,
  prefix: string | undefined,
  clock: Clock,
): Statement {
  return facetStatement(fields, newestRows(search, true, clock), limit, prefix)
}

/** An attribute, or the names of all attributes. */
export function tagField(name: string): FacetField {
  if (name === 'tagKeys') return { name, column: { kind: 'many', expression: sql`mapKeys(tags)` } }
  return { name, column: { kind: 'text', expression: sql`tags[${text(name.replace(/^tags\./, ''))}]` } }
}
