/** What this room can do for readers, in the terms of the contract. */
import type {
  CountAnswer,
  DecisionDetail,
  DecisionExploreQuery,
  DecisionFlow,
  DecisionListAnswer,
  DecisionListItem,
  DecisionListQuery,
  DecisionProof,
  DecisionStats,
  FacetsAnswer,
  facetsQuery,
} from '@relayscope/contract'
import { DECISION_FIELDS } from '@relayscope/contract/search'
import type { z } from 'zod'
import { withoutContent } from '../../flows/ingest/decision-record.ts'
import { readCursor, writeCursor } from '../../flows/query/cursor.ts'
import { decisionColumn, type DecisionSearch } from '../../flows/query/decision-dataset.ts'
import { facetNames, presentFacets } from '../../flows/query/facets.ts'
import { traceOfRow } from '../../flows/query/recorded-decisions.ts'
import { readSearch } from '../../flows/query/search.ts'
import { DAY_NS, isoTime, MINUTE_NS, NS_PER_MS, type RangeOptions, resolveRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'
import type { ControlQueries } from '../../planes/control/plane.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { createChainHeads } from './chain-heads.ts'
import { presentFlow, presentStats, type RuleName } from './present-stats.ts'
import { tagField } from './store-figures.ts'
import { createDecisionStore, type Found } from './store.ts'
import { verifyChains } from './verify.ts'

export interface Decisions {
  list(project: string, query: DecisionListQuery): Promise<DecisionListAnswer>
  count(project: string, query: DecisionExploreQuery): Promise<CountAnswer>
  facets(project: string, query: z.output<typeof facetsQuery>): Promise<FacetsAnswer>
  stats(project: string, query: DecisionExploreQuery): Promise<DecisionStats>
  flow(project: string, query: DecisionExploreQuery): Promise<DecisionFlow>
  lookUp(project: string, id: string): Promise<{ items: DecisionListItem[] }>
  get(project: string, traceId: string, requestId: string | undefined): Promise<DecisionDetail>
  verify(project: string, range: { from?: string | undefined; to?: string | undefined }): Promise<DecisionProof>
}

const COUNT_CAP = 10_000
/** A list without an end shows what a sender's clock dates a little ahead. */
const CLOCK_AHEAD_NS = 5n * MINUTE_NS
/** How long the log is kept, in whole days: an older day may be gone in part. As sql/telemetry/0006_decisions.sql says. */
const KEPT_DAYS = 90n

export interface DecisionsParts {
  telemetry: TelemetryPlane
  control: ControlQueries
  clock: Clock
  /** The rules that were switched on at that time, whether or not anything was recorded of them. */
  rulesInForce(project: string, atMs: number): Promise<RuleName[]>
}

export function createDecisions({ telemetry, control, clock, rulesInForce }: DecisionsParts): Decisions {
  const store = createDecisionStore({ telemetry, clock })
  const heads = createChainHeads({ telemetry, control })

  const searchOf = (project: string, query: DecisionExploreQuery, options?: RangeOptions): DecisionSearch => ({
    project,
    terms: readSearch(query.q, filtersOf(query), DECISION_FIELDS),
    range: resolveRange(query, clock, options),
  })

  return {
    async list(project, query) {
      const identity = ['decisions', project, query.q ?? '', filtersOf(query)]
      const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, identity)
      const read = searchOf(project, cursor ? { ...query, from: undefined, to: undefined } : query, { aheadNs: CLOCK_AHEAD_NS })
      const range = cursor ? { fromNs: cursor.fromNs, toNs: cursor.toNs } : read.range
      const after = cursor && { startNs: cursor.lastNs, id: cursor.lastId }
      const { items, next } = await store.newest({ ...read, range }, query.limit, after)
      return {
        items: items.map(presentLight),
        nextCursor: next ? writeCursor({ ...range, lastNs: next.startNs, lastId: next.id }, identity) : null,
      }
    },
    async count(project, query) {
      const count = await store.count(searchOf(project, query), COUNT_CAP + 1)
      return { count: Math.min(count, COUNT_CAP), capped: count > COUNT_CAP }
    },
    async facets(project, query) {
      const fields = facetNames(query.fields, DECISION_FIELDS).map((name) => {
        const column = decisionColumn(name)
        return column ? { name, column } : tagField(name)
      })
      const { rows, sampled } = await store.facets(searchOf(project, query), fields, query.limit, query.prefix)
      return { facets: presentFacets(fields, rows, query.limit), sampled }
    },
    async stats(project, query) {
      const search = searchOf(project, query)
      const { fromNs, toNs } = search.range
      const before = { ...search, range: { fromNs: fromNs - (toNs - fromNs), toNs: fromNs } }
      const [figures, sharesBefore, inForce] = await Promise.all([
        store.figures(search),
        store.shares(before),
        rulesInForce(project, Number(toNs / NS_PER_MS)),
      ])
      return { from: isoTime(fromNs), to: isoTime(toNs), ...presentStats(figures, sharesBefore, inForce) }
    },
    async flow(project, query) {
      const search = searchOf(project, query)
      return { from: isoTime(search.range.fromNs), to: isoTime(search.range.toNs), ...presentFlow(await store.flow(search)) }
    },
    lookUp: async (project, id) => ({ items: (await store.lookUp(project, id)).map(presentLight) }),
    async get(project, traceId, requestId) {
      const rows = await store.ofTrace(project, traceId)
      const row = requestId === undefined ? rows[0] : rows.find((each) => each.request_id === requestId)
      const record = row && (await store.record(project, row))
      if (!record) throw new HttpError(404, 'not_found', 'there are no decisions of this trace')
      const others = rows.filter((each) => each !== row)
      return {
        ...traceOfRow(record),
        otherRequests: others.map((each) => ({ requestId: each.request_id, timestamp: isoTime(BigInt(each.start_ns)) })),
      }
    },
    async verify(project, asked) {
      const { fromNs, toNs } = resolveRange(asked, clock, { lengthNs: (KEPT_DAYS - 1n) * DAY_NS })
      const oldest = clock.nowNs() / DAY_NS - KEPT_DAYS + 1n
      const fromDay = fromNs / DAY_NS < oldest ? oldest : fromNs / DAY_NS
      return verifyChains({ telemetry, heads }, project, Number(fromDay), Number((toNs - 1n) / DAY_NS))
    },
  }
}

function presentLight({ index, record }: Found): DecisionListItem {
  const trace = traceOfRow({ ...record, inputs: [], outputs: [] })
  return {
    ...trace,
    decisions: trace.decisions.map(withoutContent),
    decisionCount: trace.decisions.length,
    evaluationTimeMs: index.evaluation_ms,
    fallback: index.fallback === 1,
  }
}

function filtersOf(query: DecisionExploreQuery): Record<string, string | undefined> {
  const { status, provider, model, ruleId, type, component, policyId, policyVersion, source } = query
  const { userId, organizationId, requestPath, requestId, traceId } = query
  return {
    status,
    provider,
    model,
    rule: ruleId,
    type,
    component,
    policy: policyId,
    policyVersion,
    source,
    user: userId,
    organization: organizationId,
    path: requestPath,
    request: requestId,
    trace: traceId,
  }
}
