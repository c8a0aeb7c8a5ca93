/** Reads decision traces: lists, searches, single ones with their record, and figures over many. */
import type { SearchField } from '@relayscope/contract/search'
import { type DecisionSearch } from '../../flows/query/decision-dataset.ts'
import type { FacetField, FacetRow } from '../../flows/query/facets.ts'
import { type Candidate, countUpTo, newest, type NewestPage, type NewestSource, type Place } from '../../flows/query/newest.ts'
import type { LogRow } from '../../flows/query/recorded-decisions.ts'
import { asksForIds } from '../../flows/query/search.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import {
  type ComponentRow,
  componentsStatement,
  facetsStatement,
  type FlowRow,
  flowStatement,
  type ProviderRow,
  providersStatement,
  type ReasonRow,
  reasonsStatement,
  type RuleRow,
  rulesStatement,
  type ShadowRow,
  shadowsStatement,
  type TotalRow,
  totalStatement,
} from './store-figures.ts'
import {
  boundaryStatement,
  type CandidateRow,
  candidatesStatement,
  confirmStatement,
  countStatement,
  type IndexRow,
  ofTracesStatement,
  recordsStatement,
  tracesOfInteractionStatement,
  tracesOfRequestStatement,
} from './store-statements.ts'

/** A row of the index with its record; `whole`: with inputs and outputs. */
export interface Found extends Candidate {
  readonly index: IndexRow
  readonly record: LogRow
}

export interface DecisionStore {
  newest(search: DecisionSearch, limit: number, after: Place | undefined): Promise<NewestPage<Found>>
  count(search: DecisionSearch, cap: number): Promise<number>
  /** Requests of a trace, oldest first, without their records. */
  ofTrace(project: string, traceId: string): Promise<IndexRow[]>
  record(project: string, row: IndexRow): Promise<LogRow | undefined>
  /** By the id of a request, a trace or an AI interaction. */
  lookUp(project: string, id: string): Promise<Found[]>
  facets(
    search: DecisionSearch,
    fields: readonly FacetField[],
    limit: number,
    prefix: string | undefined,
  ): Promise<{ rows: FacetRow[]; sampled: boolean }>
  figures(search: DecisionSearch): Promise<Figures>
  /** What the range before is compared by. */
  shares(search: DecisionSearch): Promise<Pick<Figures, 'total' | 'rules' | 'providers'>>
  flow(search: DecisionSearch): Promise<FlowRow[]>
}

export interface Figures {
  total: TotalRow | undefined
  rules: RuleRow[]
  providers: ProviderRow[]
  reasons: ReasonRow[]
  components: ComponentRow[]
  shadows: ShadowRow[]
}

const MAX_SECONDS = 20
/** Rows up to which figures are made from one row per request; see `decisionRows`. */
const EXACT_ROWS = 300_000
const FACET_ROWS = 300_000
const MOST_OF_TRACE = 1000
const MOST_FOUND = 50
const MOST_GROUPS = 100

/** Ids that have an index in the row. */
const INDEXED = ['trace', 'request', 'user']
const hasIndex = ({ name }: SearchField): boolean => INDEXED.includes(name)

export function createDecisionStore({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): DecisionStore {
  const select: Select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })

  async function boundary(project: string, range: TimeRange, rows: number): Promise<bigint | undefined> {
    const [row] = await select<{ start_ns: string }>(boundaryStatement({ project, ...range }, rows))
    return row && BigInt(row.start_ns)
  }

  async function withRecords(project: string, rows: readonly IndexRow[], whole: boolean): Promise<Found[]> {
    if (rows.length === 0) return []
    const records = await select<LogRow & { day: number }>(recordsStatement(project, rows, whole))
    const known = new Map(records.map((record) => [`${record.day}/${record.sequence}`, record]))
    return rows.flatMap((index) => {
      const record = known.get(`${index.day}/${index.sequence}`)
      return record ? [{ id: index.id, startNs: BigInt(index.start_ns), index, record }] : []
    })
  }

  function sourceOf(search: DecisionSearch): NewestSource<Found> {
    return {
      // Conditions are on single rows: reading all of a range is one scan of the columns they name.
      leaps: true,
      boundary: (range, rows) => boundary(search.project, range, rows),
      candidates: async (window, after, limit) =>
        (await select<CandidateRow>(candidatesStatement(search, window, after, limit, clock))).map((row) => ({
          id: row.id,
          startNs: BigInt(row.start_ns),
        })),
      confirm: async (candidates) =>
        withRecords(search.project, await select<IndexRow>(confirmStatement(search, candidates, clock)), false),
    }
  }

  const ofTraces = (project: string, traceIds: readonly string[]) =>
    traceIds.length === 0 ? [] : select<IndexRow>(ofTracesStatement(project, traceIds, MOST_OF_TRACE))

  return {
    newest: (search, limit, after) => newest(sourceOf(search), search.range, { limit, after, narrow: asksForIds(search.terms, hasIndex) }),
    count(search, cap) {
      const countIn = async (range: TimeRange, limit: number) => {
        const [row] = await select<{ found: string }>(countStatement({ ...search, range }, limit, clock))
        return Number(row?.found ?? 0)
      }
      return countUpTo((range, rows) => boundary(search.project, range, rows), countIn, search.range, cap)
    },
    ofTrace: async (project, traceId) => ofTraces(project, [traceId]),
    async record(project, row) {
      const [found] = await withRecords(project, [row], true)
      return found?.record
    },
    async lookUp(project, id) {
      const traceId = id.replaceAll('-', '').toLowerCase()
      const [ofRequest, ofInteraction] = await Promise.all([
        select<{ trace_id: string }>(tracesOfRequestStatement(project, id, MOST_FOUND)),
        select<{ trace_id: string }>(tracesOfInteractionStatement(project, id)),
      ])
      const byRequest = await ofTraces(
        project,
        ofRequest.map(({ trace_id }) => trace_id),
      )
      const exact = byRequest.filter((row) => row.request_id === id)
      const rows = exact.length > 0 ? exact : await ofTraces(project, [traceId, ...ofInteraction.map(({ trace_id }) => trace_id)])
      return withRecords(project, rows.slice(0, MOST_FOUND), false)
    },
    ...createFigures(select, boundary, clock),
  }
}

type Select = <Row>(statement: Statement) => Promise<Row[]>
type Boundary = (project: string, range: TimeRange, rows: number) => Promise<bigint | undefined>

function createFigures(select: Select, boundary: Boundary, clock: Clock): Pick<DecisionStore, 'facets' | 'figures' | 'shares' | 'flow'> {
  const isExact = async ({ project, range }: DecisionSearch) => (await boundary(project, range, EXACT_ROWS)) === undefined

  async function shares(search: DecisionSearch): Promise<Pick<Figures, 'total' | 'rules' | 'providers'>> {
    const exact = await isExact(search)
    const [[total], rules, providers] = await Promise.all([
      select<TotalRow>(totalStatement(search, exact, clock)),
      select<RuleRow>(rulesStatement(search, exact, clock)),
      select<ProviderRow>(providersStatement(search, exact, clock)),
    ])
    return { total, rules, providers }
  }

  return {
    shares,
    async figures(search) {
      const exact = await isExact(search)
      const [same, reasons, components, shadows] = await Promise.all([
        shares(search),
        select<ReasonRow>(reasonsStatement(search, exact, MOST_GROUPS, clock)),
        select<ComponentRow>(componentsStatement(search, exact, MOST_GROUPS, clock)),
        select<ShadowRow>(shadowsStatement(search, exact, MOST_GROUPS, clock)),
      ])
      return { ...same, reasons, components, shadows }
    },
    flow: async (search) => select<FlowRow>(flowStatement(search, await isExact(search), clock)),
    async facets(search, fields, limit, prefix) {
      const cutNs = await boundary(search.project, search.range, FACET_ROWS)
      const part = cutNs === undefined ? search : { ...search, range: { ...search.range, fromNs: cutNs } }
      return { rows: await select<FacetRow>(facetsStatement(part, fields, limit, prefix, clock)), sampled: cutNs !== undefined }
    },
  }
}
