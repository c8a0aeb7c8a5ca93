/** Runs the statements behind figures, each on the cheapest source that knows the answer. */
import type { GroupField } from '@relayscope/contract'
import type { FacetField, FacetRow } from '../../flows/query/facets.ts'
import { HOUR_NS, type TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import { cubeFor, tellsUsersApart } from './cubes.ts'
import type { RolledFigures } from './rollup-job.ts'
import { planOf } from './rollup-plan.ts'
import { lateHoursStatement } from './rollup-statements.ts'
import {
  facetsStatement,
  type FigureQuestion,
  groupsStatement,
  largestGroupsStatement,
  theseGroupsStatement,
  timelineStatement,
  totalStatement,
  trendStatement,
} from './store-figures.ts'
import type { FiguresRow, GroupRow, StepRow, TrendRow } from './store-rows.ts'
import type { InteractionSearch } from './store-statements.ts'

export interface FiguresStore {
  total(search: InteractionSearch): Promise<FiguresRow | undefined>
  groups(search: InteractionSearch, fields: readonly GroupField[], limit: number): Promise<Grouped>
  models(search: InteractionSearch, limit: number): Promise<{ models: GroupRow[]; trends: TrendRow[] }>
  timeline(search: InteractionSearch, originNs: bigint, stepNs: bigint): Promise<StepRow[]>
  facets(
    search: InteractionSearch,
    fields: readonly FacetField[],
    limit: number,
    prefix: string | undefined,
  ): Promise<{ rows: FacetRow[]; sampled: boolean }>
}

/** Of everything, and of the groups: one more than were asked for where there are more. */
export interface Grouped {
  total: FiguresRow | undefined
  groups: GroupRow[]
}

export interface FiguresParts {
  select: <Row>(statement: Statement) => Promise<Row[]>
  /** Start of the row that has so many newer ones. */
  boundary: (project: string, range: TimeRange, rows: number) => Promise<bigint | undefined>
  rolled: () => Promise<RolledFigures | undefined>
  clock: Clock
}

/** Rows up to which figures are made from one row per id; see `newestRows`. */
const EXACT_ROWS = 300_000
/** Rows that are counted at most for facets; of a longer range the newest are. */
const FACET_ROWS = 300_000
/** Shorter ranges are mostly edges. */
const LEAST_ROLLED_NS = 3n * HOUR_NS

/** What tells models apart. */
const MODEL: readonly GroupField[] = ['provider', 'model']

export function createFiguresStore({ select, boundary, rolled, clock }: FiguresParts): FiguresStore {
  async function rolledSource(
    { project, range, terms }: InteractionSearch,
    groups: readonly GroupField[],
    wholeDays: boolean,
  ): Promise<FigureQuestion['source'] | undefined> {
    const cube = range.toNs - range.fromNs < LEAST_ROLLED_NS ? undefined : cubeFor(terms, groups)
    const state = cube && (await rolled())
    if (!cube || !state || state.untilNs <= range.fromNs) return undefined
    const until = { fromNs: range.fromNs, toNs: state.untilNs < range.toNs ? state.untilNs : range.toNs }
    const late = await select<{ at: number }>(lateHoursStatement(project, until, state.sinceSeconds))
    const plan = planOf(range, { untilNs: state.untilNs, lateNs: late.map(({ at }) => BigInt(at) * 1_000_000_000n) }, wholeDays)
    return plan && { kind: 'rolled', cube, plan }
  }

  async function questionOf(search: InteractionSearch, groups: readonly GroupField[] = [], wholeDays = true): Promise<FigureQuestion> {
    const source = await rolledSource(search, groups, wholeDays)
    return source ? { search, source, clock } : ofRows(search)
  }

  async function ofRows(search: InteractionSearch): Promise<FigureQuestion> {
    const exact = (await boundary(search.project, search.range, EXACT_ROWS)) === undefined
    return { search, source: { kind: 'rows', exact }, clock }
  }

  async function total(search: InteractionSearch): Promise<FiguresRow | undefined> {
    const [row] = await select<FiguresRow>(totalStatement(await questionOf(search)))
    return row
  }

  /** Of thousands of groups the digests are merged only where they are shown: that takes ten times as long as adding up. */
  async function largestOf(question: FigureQuestion, fields: readonly GroupField[], limit: number): Promise<GroupRow[]> {
    const largest = await select<Pick<GroupRow, 'group_values'>>(largestGroupsStatement(question, fields, limit))
    const groups = largest.map(({ group_values }) => group_values)
    return groups.length === 0 ? [] : select<GroupRow>(theseGroupsStatement(question, fields, groups))
  }

  return {
    total,
    async groups(search, fields, limit) {
      const question = await questionOf(search, fields)
      if (question.source.kind === 'rows' || !tellsUsersApart(question.source.cube))
        return grouped(await select<GroupRow>(groupsStatement(question, fields, limit)))
      const [whole, groups] = await Promise.all([total(search), largestOf(question, fields, limit)])
      return { total: whole, groups }
    },
    async models(search, limit) {
      const [models, trends] = await Promise.all([
        questionOf(search, MODEL).then(async (question) => grouped(await select<GroupRow>(groupsStatement(question, MODEL, limit))).groups),
        questionOf(search, MODEL, false).then((question) => select<TrendRow>(trendStatement(question))),
      ])
      return { models, trends }
    },
    async timeline(search, originNs, stepNs) {
      // Hours can only be told apart into steps that are made of them.
      const isWhole = stepNs % HOUR_NS === 0n && originNs % HOUR_NS === 0n
      const question = isWhole ? await questionOf(search, [], false) : await ofRows(search)
      return select<StepRow>(timelineStatement(question, originNs, stepNs))
    },
    async facets(search, fields, limit, prefix) {
      const cutNs = await boundary(search.project, search.range, FACET_ROWS)
      const part = cutNs === undefined ? search : { ...search, range: { ...search.range, fromNs: cutNs } }
      return { rows: await select<FacetRow>(facetsStatement(part, fields, limit, prefix, clock)), sampled: cutNs !== undefined }
    },
  }
}

function grouped(rows: readonly GroupRow[]): Grouped {
  const [total, groups] = [
    rows.find(({ group_values }) => group_values.length === 0),
    rows.filter(({ group_values }) => group_values.length > 0),
  ]
  return { total, groups }
}
