/** Reads AI interactions: lists, searches, one with its content, and figures over many. */
import type { GroupField } from '@relayscope/contract'
import type { Term } from '@relayscope/contract/search'
import type { FacetField, FacetRow } from '../../flows/query/facets.ts'
import { wordBoundaryStatement, wordCountStatement } from '../../flows/query/interaction-dataset.ts'
import { type Candidate, countUpTo, newest, type NewestPage, type NewestSource, type Place } from '../../flows/query/newest.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import { facetsStatement, groupsStatement, modelsStatement, timelineStatement, totalStatement } from './store-figures.ts'
import type { ContentRow, FiguresRow, GroupRow, InteractionCandidateRow, InteractionLightRow, ModelRow, StepRow } from './store-rows.ts'
import {
  boundaryStatement,
  candidatesStatement,
  contentStatement,
  countStatement,
  type InteractionSearch,
  largestStatement,
  lightRowsStatement,
  oneStatement,
  readingsOf,
} from './store-statements.ts'

export interface ListedInteraction extends Candidate {
  readonly row: InteractionLightRow
}

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
/** Rows of content with the words of a search, below which they are looked up before anything else. */
const RARE_ROWS = 5000
/** Such rows in the first window: more than a page, because a reading may have been replaced. */
const FIRST_RARE_ROWS = 200
/** Rows up to which figures are made from one row per id; see `newestRows`. */
const EXACT_ROWS = 300_000
/** Rows that are counted at most for facets; of a longer range the newest are. */
const FACET_ROWS = 300_000

export function createInteractionStore({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): InteractionStore {
  const select: Select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })

  async function startOf(statement: Statement): Promise<bigint | undefined> {
    const [row] = await select<{ start_ns: string }>(statement)
    return row && BigInt(row.start_ns)
  }

  const boundary: Boundary = (project, range, rows) => startOf(boundaryStatement({ project, ...range }, rows))

  async function listed(project: string, places: readonly Place[], terms: readonly Term[]): Promise<ListedInteraction[]> {
    if (places.length === 0) return []
    const rows = await select<InteractionLightRow>(lightRowsStatement(readingsOf(project, places), terms, clock))
    return rows.map((row) => ({ id: row.id, startNs: BigInt(row.start_ns), row }))
  }

  function sourceOf(search: InteractionSearch): NewestSource<ListedInteraction> {
    return {
      // Conditions are on single rows: reading all of a range is one scan of the columns they name.
      leaps: true,
      boundary: (range, rows) => boundary(search.project, range, rows),
      candidates: async (window, after, limit) => {
        const lookUp = window.rows === 0
        return candidatesOf(await select<InteractionCandidateRow>(candidatesStatement(search, window, { after, limit, lookUp }, clock)))
      },
      confirm: (candidates) => listed(search.project, candidates, search.terms),
    }
  }

  /** Words that few prompts and answers have are found by their index at once, in windows as long as what is found. */
  function sourceOfRareWords(search: InteractionSearch): NewestSource<ListedInteraction> {
    const { project, terms } = search
    return {
      ...sourceOf(search),
      firstRows: FIRST_RARE_ROWS,
      boundary: (range, rows) => startOf(wordBoundaryStatement(terms, { project, ...range }, rows)),
      candidates: async (window, after, limit) =>
        candidatesOf(await select<InteractionCandidateRow>(candidatesStatement(search, window, { after, limit, lookUp: true }, clock))),
    }
  }

  /** How many prompts and answers have the words of a search. Undefined: many, or there are none. */
  async function rareRows({ project, range, terms }: InteractionSearch): Promise<number | undefined> {
    const statement = wordCountStatement(terms, { project, ...range }, RARE_ROWS)
    const rows = statement && Number((await select<{ rows: string }>(statement))[0]?.rows)
    return rows !== undefined && rows < RARE_ROWS ? rows : undefined
  }

  return {
    async newest(search, limit, after) {
      if (isNarrow(search.terms)) return newest(sourceOf(search), search.range, { limit, after, narrow: true })
      const rare = await rareRows(search)
      if (rare === undefined) return newest(sourceOf(search), search.range, { limit, after })
      return newest(sourceOfRareWords(search), search.range, { limit, after, narrow: rare <= FIRST_RARE_ROWS })
    },
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

type Select = <Row>(statement: Statement) => Promise<Row[]>
type Boundary = (project: string, range: TimeRange, rows: number) => Promise<bigint | undefined>

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

/** A search for ids is answered by an index, wherever in the range they are. */
function isNarrow(terms: readonly Term[]): boolean {
  return terms.some(
    (term) =>
      term.kind === 'field' &&
      term.field.type === 'id' &&
      term.test.kind === 'match' &&
      term.test.pattern.length > 0 &&
      term.test.pattern.every((part) => 'text' in part),
  )
}

function candidatesOf(rows: readonly InteractionCandidateRow[]): Candidate[] {
  return rows.map((row) => ({ id: row.id, startNs: BigInt(row.start_ns) }))
}
