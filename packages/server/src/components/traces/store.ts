/** Lists, searches and counts of traces. */
import { type Candidate, countUpTo, newest, type NewestPage, type NewestSource, type Place, type Window } from '../../flows/query/newest.ts'
import { wordCountStatement } from '../../flows/query/interaction-dataset.ts'
import { type Scope, spread } from '../../flows/query/scope.ts'
import { asksForIds } from '../../flows/query/search.ts'
import { DAY_NS } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { Statement } from '../../planes/telemetry/statement.ts'
import type { CandidateRow, InteractionTotalRow, SpanCountRow, SummaryRow } from './rows.ts'
import {
  boundaryStatement,
  candidatesStatement,
  dearestStatement,
  interactionTotalsStatement,
  longestStatement,
  narrowed,
  narrows,
  ofRows,
  selectivityStatement,
  spanCountsStatement,
  summariesStatement,
  type TraceSearch,
} from './search-statements.ts'

/** A trace of a list with what is counted over its parts. */
export interface ListedTrace extends Candidate {
  readonly summary: SummaryRow
  readonly counts: SpanCountRow | undefined
  readonly totals: InteractionTotalRow | undefined
}

export interface TraceStore {
  newest(search: TraceSearch, limit: number, after: Place | undefined): Promise<NewestPage<ListedTrace>>
  largest(search: TraceSearch, by: 'duration' | 'cost', limit: number): Promise<ListedTrace[]>
  count(search: TraceSearch, cap: number): Promise<number>
}

type Asked = Pick<TraceSearch, 'terms' | 'usual'>

const MAX_SECONDS = 20
/** Partial rows that are sorted by anything but time; more are refused. */
const MAX_SORTED_ROWS = 2_000_000
/** Rows of content with the words of a search, below which they are looked up before anything else. */
const RARE_ROWS = 5000
/** How far from its start the parts of a listed trace are looked for. */
const PARTS_WITHIN_NS = DAY_NS

export function createTraceStore({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): TraceStore {
  const select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })

  function sourceOf(search: TraceSearch): NewestSource<ListedTrace> {
    return {
      leaps: narrows(search, clock),
      boundary: async (range, rows) =>
        startOf(await select<{ start_ns: string }>(boundaryStatement({ project: search.project, ...range }, rows))),
      async candidates(window, after, limit) {
        const among = window.rows === 0 ? await narrowest(search, window) : undefined
        return candidatesOf(await select<CandidateRow>(candidatesStatement(search, window, after, limit, clock, among)))
      },
      confirm: (candidates) => listed(search.project, candidates, search),
    }
  }

  /** Conditions for reading a window of unknown size: those on whole traces, or the one on rows that finds the fewest. */
  async function narrowest(search: TraceSearch, window: Window): Promise<Statement[]> {
    const { byTrace, byRow } = narrowed(search, window, clock)
    const [only] = byRow
    if (byTrace.length > 0 || only === undefined) return [...byTrace]
    const scope: Scope = { project: search.project, fromNs: window.fromNs, toNs: window.toNs }
    if (byRow.length === 1) return [ofRows(scope, only)]
    const [row] = await select<{ counts: string[] }>(selectivityStatement(scope, byRow))
    const counts = row?.counts.map(Number) ?? []
    return [ofRows(scope, byRow[counts.indexOf(Math.min(...counts))] ?? only)]
  }

  /** Everything about the candidates that still pass, read side by side. */
  async function listed(project: string, candidates: readonly Candidate[], asked: Asked = { terms: [] }): Promise<ListedTrace[]> {
    if (candidates.length === 0) return []
    const scope = scopeOf(project, candidates)
    const after = { ...scope, toNs: scope.toNs + PARTS_WITHIN_NS }
    const [summaries, counts, totals] = await Promise.all([
      select<SummaryRow>(summariesStatement({ ...after, fromNs: scope.fromNs - PARTS_WITHIN_NS }, asked, clock)),
      select<SpanCountRow>(spanCountsStatement(after)).then(byId),
      select<InteractionTotalRow>(interactionTotalsStatement(after)).then(byId),
    ])
    return summaries.map((summary) => {
      const { id } = summary
      return { id, startNs: BigInt(summary.start_ns), summary, counts: counts.get(id), totals: totals.get(id) }
    })
  }

  return {
    async newest(search, limit, after) {
      const narrow = asksForIds(search.terms) || (await hasRareWords(select, search))
      return newest(sourceOf(search), search.range, { limit, after, narrow })
    },
    async largest(search, by, limit) {
      const tooMany = await select(boundaryStatement({ project: search.project, ...search.range }, MAX_SORTED_ROWS))
      if (tooMany.length > 0) throw tooManyToSort(by)
      const statement = by === 'duration' ? longestStatement(search, limit, clock) : dearestStatement(search, limit, clock)
      const candidates = candidatesOf(await select<CandidateRow>(statement))
      const found = byId(await listed(search.project, candidates))
      return candidates.flatMap(({ id }) => found.get(id) ?? [])
    },
    count(search, cap) {
      const source = sourceOf(search)
      return countUpTo(
        source.boundary,
        async (window, limit) => (await source.candidates(window, undefined, limit)).length,
        search.range,
        cap,
      )
    },
  }
}

/** Words that few prompts and answers have are found by their index at once. */
async function hasRareWords(
  select: <Row>(statement: Statement) => Promise<Row[]>,
  { project, range, terms }: TraceSearch,
): Promise<boolean> {
  const statement = wordCountStatement(terms, spread({ project, ...range }), RARE_ROWS)
  if (statement === undefined) return false
  const [row] = await select<{ rows: string }>(statement)
  return Number(row?.rows) < RARE_ROWS
}

function tooManyToSort(by: string): HttpError {
  const message = `there are too many traces in the range to sort them by ${by}; narrow the range`
  return new HttpError(422, 'invalid_range', message, { errors: [{ path: 'from', message }] })
}

/** From the first start to just past the last. */
function scopeOf(project: string, candidates: readonly Candidate[]): Scope & { traceIds: string[] } {
  const starts = candidates.map(({ startNs }) => startNs)
  const fromNs = starts.reduce((a, b) => (a < b ? a : b))
  const toNs = starts.reduce((a, b) => (a > b ? a : b)) + 1n
  return { project, fromNs, toNs, traceIds: candidates.map(({ id }) => id) }
}

function candidatesOf(rows: readonly CandidateRow[]): Candidate[] {
  return rows.map((row) => ({ id: row.id, startNs: BigInt(row.start_ns) }))
}

function startOf([row]: readonly { start_ns: string }[]): bigint | undefined {
  return row && BigInt(row.start_ns)
}

function byId<Row extends { id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}
