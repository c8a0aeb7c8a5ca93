/** Reads AI interactions: lists, searches, one with its content, and figures over many. */
import type { GroupField } from '@relayscope/contract'
import type { FacetField, FacetRow } from '../../flows/query/facets.ts'
import { countUpTo, type NewestPage, type Place } from '../../flows/query/newest.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import { type Boundary, candidatesOf, createListSource, type ListedInteraction, type Select } from './list-source.ts'
import { facetsStatement, groupsStatement, modelsStatement, timelineStatement, totalStatement } from './store-figures.ts'
import type { ContentRow, FiguresRow, GroupRow, InteractionCandidateRow, InteractionLightRow, ModelRow, StepRow } from './store-rows.ts'
import { contentStatement, countStatement, type InteractionSearch, largestStatement, oneStatement } from './store-statements.ts'

export interface InteractionStore {
  newest(search: InteractionSearch, limit: number, after: Place | undefined): Promise<NewestPage<ListedInteraction>>
  largest(search: InteractionSearch, by: 'latency' | 'cost' | 'tokens', limit: number): Promise<ListedInteraction[]>
  count(search: InteractionSearch, cap: number): Promise<number>
  get(project: string, id: string): Promise<{ row: InteractionLightRow; content: ContentRow | undefined } | undefined>
  total(search: InteractionSearch): Promise<FiguresRow | undefined>
  groups(search: InteractionSearch, fields: readonly GroupField[], limit: number): Promise<GroupRow[]>
  models(search: InteractionSearch, limit: number): Promise<ModelRow[]>
  timeline(search: InteractionSearch, originNs: bigint, stepNs: bigint): Promise<StepRow[]>
  facets(
    search: InteractionSearch,
    fields: readonly FacetField[],
    limit: number,
    prefix: string | undefined,
  ): Promise<{ rows: FacetRow[]; sampled: boolean }>
}

const MAX_SECONDS = 20
/** Rows up to which figures are made from one row per id; see `newestRows`. */
const EXACT_ROWS = 300_000
/** Rows that are counted at most for facets; of a longer range the newest are. */
const FACET_ROWS = 300_000

export function createInteractionStore({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): InteractionStore {
  const select: Select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })

  const source = createListSource(select, clock)
  const { boundary, listed } = source

  return {
    newest: source.newest,
    async largest(search, by, limit) {
      const candidates = candidatesOf(await select<InteractionCandidateRow>(largestStatement(search, by, limit, clock)))
      const found = new Map((await listed(search.project, candidates, [])).map((one) => [one.id, one]))
      return candidates.flatMap(({ id }) => found.get(id) ?? [])
    },
    count(search, cap) {
      const countIn = async (range: TimeRange, limit: number) => {
        const [row] = await select<{ found: string }>(countStatement({ ...search, range }, limit, clock))
        return Number(row?.found ?? 0)
      }
      return countUpTo((range, rows) => boundary(search.project, range, rows), countIn, search.range, cap)
    },
    async get(project, id) {
      const [row] = await select<InteractionLightRow>(oneStatement(project, id))
      if (!row) return undefined
      const [content] = await select<ContentRow>(contentStatement(project, id, BigInt(row.start_ns), BigInt(row.version)))
      return { row, content }
    },
    ...createFigures(select, boundary, clock),
  }
}

function createFigures(
  select: Select,
  boundary: Boundary,
  clock: Clock,
): Pick<InteractionStore, 'total' | 'groups' | 'models' | 'timeline' | 'facets'> {
  const isExact = async ({ project, range }: InteractionSearch) => (await boundary(project, range, EXACT_ROWS)) === undefined
  return {
    async total(search) {
      const [row] = await select<FiguresRow>(totalStatement(search, await isExact(search), clock))
      return row
    },
    groups: async (search, fields, limit) => select<GroupRow>(groupsStatement(search, await isExact(search), fields, limit, clock)),
    models: async (search, limit) => select<ModelRow>(modelsStatement(search, await isExact(search), limit, clock)),
    timeline: async (search, originNs, stepNs) =>
      select<StepRow>(timelineStatement(search, await isExact(search), originNs, stepNs, clock)),
    async facets(search, fields, limit, prefix) {
      const cutNs = await boundary(search.project, search.range, FACET_ROWS)
      const part = cutNs === undefined ? search : { ...search, range: { ...search.range, fromNs: cutNs } }
      return { rows: await select<FacetRow>(facetsStatement(part, fields, limit, prefix, clock)), sampled: cutNs !== undefined }
    },
  }
}
