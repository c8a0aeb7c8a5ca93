/** What is counted over many traces: facets, the duration heat map, the service map, the usual durations. */
import type { DurationHistogram, Facet, ServiceMap } from '@relayscope/contract'
import type { Column } from '../../flows/query/columns.ts'
import { type FacetField, type FacetRow, facetValues, presentFacets } from '../../flows/query/facets.ts'
import type { Scope } from '../../flows/query/scope.ts'
import { DAY_NS, isoTime, NS_PER_MS, stepNs } from '../../flows/query/time-range.ts'
import { type Baselines, slowTrace, traceColumn } from '../../flows/query/trace-dataset.ts'
import type { Clock } from '../../kit/clock.ts'
import { BoundedCache } from '../../kit/limits.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { type Statement, sql } from '../../planes/telemetry/statement.ts'
import {
  baselinesStatement,
  callsStatement,
  COST_FACET,
  costFacetStatement,
  histogramStatement,
  servicesStatement,
  spanBoundaryStatement,
  spanFacetField,
  spanFacetStatement,
  summaryFacetsStatement,
} from './chart-statements.ts'
import { boundaryStatement, type TraceSearch } from './search-statements.ts'

/** Partial rows that are counted at most for facets, and for the heat map; of a longer range the newest are. */
const FACET_ROWS = 200_000
/** The same where the traces' parts have to be read for it. */
const PART_FACET_ROWS = 20_000
/** The same for what only an attribute says: it costs twice as much to read. */
const ATTRIBUTE_FACET_ROWS = 8000
const HISTOGRAM_ROWS = 500_000
/** Spans that are joined at most for the service map. */
const SERVICE_MAP_SPANS = 1_000_000
const MAX_SECONDS = 20

const BASELINE_DAYS = 7n
const BASELINE_MIN_TRACES = 20
const BASELINE_NAMES = 1000
/** Characters of these names together: they become part of statements, whose length has a limit. */
const BASELINE_CHARACTERS = 60_000
const BASELINE_TTL_MS = 10 * 60_000

export interface TraceChartStore {
  facets(
    search: TraceSearch,
    names: readonly string[],
    limit: number,
    prefix: string | undefined,
  ): Promise<{ facets: Facet[]; sampled: boolean }>
  histogram(search: TraceSearch, steps: number): Promise<DurationHistogram>
  serviceMap(scope: Scope, limit: number): Promise<ServiceMap>
  baselines(project: string): Promise<Baselines>
}

interface CellRow {
  step: string
  level: number
  found: string
  errors: string
  slow: string
}

interface TrafficRow {
  found: string
  errors: string
  p95_ms: number | null
}

type ServiceRow = TrafficRow & { name: string }
type CallRow = TrafficRow & { caller: string; called: string }

export function createTraceChartStore({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): TraceChartStore {
  const select = <Row>(statement: Statement) => telemetry.select<Row>(statement, { maxSeconds: MAX_SECONDS })
  const cache = new BoundedCache<string, Promise<Baselines>>({ maxEntries: 1000, ttlMs: BASELINE_TTL_MS, nowMs: clock.nowMs })

  /** The newest part of the search that holds about so many rows. */
  async function cut(search: TraceSearch, rows: number): Promise<{ search: TraceSearch; sampled: boolean }> {
    const [row] = await select<{ start_ns: string }>(boundaryStatement({ project: search.project, ...search.range }, rows))
    if (!row) return { search, sampled: false }
    return { search: { ...search, range: { ...search.range, fromNs: BigInt(row.start_ns) } }, sampled: true }
  }

  async function readBaselines(project: string): Promise<Baselines> {
    const toNs = clock.nowNs()
    const scope = { project, fromNs: toNs - BASELINE_DAYS * DAY_NS, toNs }
    const rows = await select<{ name: string; p95_ms: number }>(baselinesStatement(scope, BASELINE_MIN_TRACES, BASELINE_NAMES))
    let characters = 0
    return new Map(rows.filter(({ name }) => (characters += name.length) < BASELINE_CHARACTERS).map((row) => [row.name, row.p95_ms]))
  }

  function baselines(project: string): Promise<Baselines> {
    let known = cache.get(project)
    if (!known) {
      known = readBaselines(project)
      cache.set(project, known)
      known.catch(() => cache.delete(project))
    }
    return known
  }

  return {
    baselines,
    async facets(whole, names, limit, prefix) {
      const plans = planFacets(names, names.includes('status') ? await baselines(whole.project) : new Map())
      const cuts = await Promise.all(plans.map((plan) => cut(whole, plan.rows)))
      const rows = await Promise.all(
        plans.map((plan, at) => select<FacetRow>(plan.statement(cuts[at]?.search ?? whole, limit, prefix, clock))),
      )
      const sampled = cuts.some((one) => one.sampled)
      const fields = plans.flatMap((plan) => plan.fields)
      const facets = presentFacets(fields, rows.flat(), limit)
      return { facets: names.flatMap((name) => facets.find((facet) => facet.field === name) ?? []), sampled }
    },
    async histogram(whole, steps) {
      const usual = await baselines(whole.project)
      const step = stepNs(whole.range, steps)
      const { search, sampled } = await cut(whole, HISTOGRAM_ROWS)
      // Columns start at round times, so that they stay where they are as the range moves.
      const originNs = whole.range.fromNs - (whole.range.fromNs % step)
      const rows = await select<CellRow>(histogramStatement(search, originNs, step, [...usual], clock))
      return {
        from: isoTime(whole.range.fromNs),
        to: isoTime(whole.range.toNs),
        stepMs: Number(step / NS_PER_MS),
        cells: rows.map((row) => cellOf(row, originNs, step)),
        sampled,
      }
    },
    async serviceMap(whole, limit) {
      const [row] = await select<{ start_ns: string }>(spanBoundaryStatement(whole, SERVICE_MAP_SPANS))
      const scope = row ? { ...whole, fromNs: BigInt(row.start_ns) } : whole
      const [services, calls] = await Promise.all([
        select<ServiceRow>(servicesStatement(scope, limit + 1)),
        select<CallRow>(callsStatement(scope, limit + 1)),
      ])
      const truncated = row !== undefined || services.length > limit || calls.length > limit
      return { services: services.slice(0, limit).map(presentService), calls: calls.slice(0, limit).map(presentCall), truncated }
    },
  }
}

function presentService({ name, found, errors, p95_ms }: ServiceRow): ServiceMap['services'][number] {
  return { name, spans: Number(found), errors: Number(errors), p95Ms: p95_ms ?? 0 }
}

function presentCall({ caller, called, found, errors, p95_ms }: CallRow): ServiceMap['calls'][number] {
  return { from: caller, to: called, count: Number(found), errors: Number(errors), p95Ms: p95_ms ?? 0 }
}

interface FacetPlan {
  readonly fields: readonly FacetField[]
  /** Partial rows to look at. */
  readonly rows: number
  statement(search: TraceSearch, limit: number, prefix: string | undefined, clock: Clock): Statement
}

/** Fields of the summary are counted together; each of the others has its own table to look into. */
function planFacets(names: readonly string[], usual: Baselines): FacetPlan[] {
  const summary: FacetField[] = []
  const plans: FacetPlan[] = []
  for (const name of names) {
    const column = traceColumn(name)
    if (column) summary.push({ name, column: name === 'status' ? withSlow(column, usual) : column })
    else if (name === 'cost')
      plans.push({
        fields: [COST_FACET],
        rows: PART_FACET_ROWS,
        statement: (search, _limit, _prefix, clock) => costFacetStatement(search, clock),
      })
    else
      plans.push({
        fields: [spanFacetField(name)],
        rows: name === 'cache' ? ATTRIBUTE_FACET_ROWS : PART_FACET_ROWS,
        statement: (search, limit, prefix, clock) => spanFacetStatement(search, name, limit, prefix, clock),
      })
  }
  if (summary.length > 0)
    plans.push({
      fields: summary,
      rows: FACET_ROWS,
      statement: (search, limit, prefix, clock) => summaryFacetsStatement(search, summary, limit, prefix, clock),
    })
  return plans
}

/** What is slow counts as that too. */
function withSlow(status: Column, usual: Baselines): Column {
  return { kind: 'many', expression: sql`arrayConcat(${facetValues(status)}, if(${slowTrace(usual)}, ['slow'], []))` }
}

function cellOf(row: CellRow, originNs: bigint, step: bigint): DurationHistogram['cells'][number] {
  return {
    time: isoTime(originNs + BigInt(row.step) * step),
    minMs: row.level === 0 ? 0 : 2 ** (row.level - 1),
    maxMs: 2 ** row.level,
    count: Number(row.found),
    errors: Number(row.errors),
    slow: Number(row.slow),
  }
}
