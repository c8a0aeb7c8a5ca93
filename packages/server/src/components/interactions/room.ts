/** What this room can do for readers, in the terms of the contract. */
import type {
  AIInteraction,
  CountAnswer,
  facetsQuery,
  FacetsAnswer,
  InteractionListAnswer,
  InteractionListQuery,
  InteractionStats,
  interactionStatsQuery,
  InteractionTimeline,
  ModelStats,
  timelineQuery,
} from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import type { z } from 'zod'
import { readCursor, writeCursor } from '../../flows/query/cursor.ts'
import { facetNames, presentFacets } from '../../flows/query/facets.ts'
import { interactionColumn } from '../../flows/query/interaction-dataset.ts'
import { readSearch } from '../../flows/query/search.ts'
import { DAY_NS, MINUTE_NS, type RangeOptions, resolveRange, stepNs } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import { presentFigures, presentGroup, presentModel, presentTimeline } from './present-figures.ts'
import { presentLight, presentWhole } from './present.ts'
import { tagField } from './store-figures.ts'
import type { InteractionSearch } from './store-statements.ts'
import { createInteractionStore } from './store.ts'

type FilterQuery = Partial<
  Pick<
    InteractionListQuery,
    | 'q'
    | 'from'
    | 'to'
    | 'status'
    | 'provider'
    | 'model'
    | 'operation'
    | 'userId'
    | 'organizationId'
    | 'requestId'
    | 'sessionId'
    | 'traceId'
  >
>

export interface Interactions {
  list(project: string, query: InteractionListQuery): Promise<InteractionListAnswer>
  count(project: string, query: FilterQuery): Promise<CountAnswer>
  facets(project: string, query: z.output<typeof facetsQuery>): Promise<FacetsAnswer>
  stats(project: string, query: z.output<typeof interactionStatsQuery>): Promise<InteractionStats>
  models(project: string, query: FilterQuery): Promise<{ items: ModelStats[]; more: boolean }>
  timeline(project: string, query: z.output<typeof timelineQuery>): Promise<InteractionTimeline>
  get(project: string, id: string): Promise<AIInteraction>
}

const COUNT_CAP = 10_000
const MAX_MODELS = 500
/** Beyond this, lists are by time only. */
const LONGEST_SORTED_NS = 31n * DAY_NS
/** A list without an end shows what a sender's clock dates a little ahead. */
const CLOCK_AHEAD_NS = 5n * MINUTE_NS

export function createInteractions({ telemetry, clock }: { telemetry: TelemetryPlane; clock: Clock }): Interactions {
  const store = createInteractionStore({ telemetry, clock })

  const searchOf = (project: string, query: FilterQuery, options?: RangeOptions): InteractionSearch => ({
    project,
    terms: readSearch(query.q, filtersOf(query), INTERACTION_FIELDS),
    range: resolveRange(query, clock, options),
  })

  async function newest(project: string, query: InteractionListQuery): Promise<InteractionListAnswer> {
    const identity = ['interactions', project, query.q ?? '', filtersOf(query)]
    const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, identity)
    const read = searchOf(project, cursor ? { ...query, from: undefined, to: undefined } : query, { aheadNs: CLOCK_AHEAD_NS })
    const range = cursor ? { fromNs: cursor.fromNs, toNs: cursor.toNs } : read.range
    const { items, next } = await store.newest({ ...read, range }, query.limit, cursor && { startNs: cursor.lastNs, id: cursor.lastId })
    return {
      items: items.map(({ row }) => presentLight(row)),
      nextCursor: next ? writeCursor({ ...range, lastNs: next.startNs, lastId: next.id }, identity) : null,
    }
  }

  async function largest(project: string, query: InteractionListQuery, by: 'latency' | 'cost' | 'tokens'): Promise<InteractionListAnswer> {
    const items = await store.largest(searchOf(project, query, { longestNs: LONGEST_SORTED_NS }), by, query.limit)
    return { items: items.map(({ row }) => presentLight(row)), nextCursor: null }
  }

  return {
    list: (project, query) => (query.sort === 'time' ? newest(project, query) : largest(project, query, query.sort)),
    async count(project, query) {
      const count = await store.count(searchOf(project, query), COUNT_CAP + 1)
      return { count: Math.min(count, COUNT_CAP), capped: count > COUNT_CAP }
    },
    async facets(project, query) {
      const fields = facetNames(query.fields, INTERACTION_FIELDS).map((name) => {
        const column = interactionColumn(name)
        return column ? { name, column } : tagField(name)
      })
      const { rows, sampled } = await store.facets(searchOf(project, query), fields, query.limit, query.prefix)
      return { facets: presentFacets(fields, rows, query.limit), sampled }
    },
    async stats(project, query) {
      const search = searchOf(project, query)
      const fields = query.groupBy ?? []
      const [total, groups] = await Promise.all([store.total(search), fields.length === 0 ? [] : store.groups(search, fields, query.limit)])
      return {
        total: presentFigures(total),
        groups: groups.slice(0, query.limit).map((row) => presentGroup(row, fields)),
        more: groups.length > query.limit,
      }
    },
    async models(project, query) {
      const rows = await store.models(searchOf(project, query), MAX_MODELS)
      return { items: rows.slice(0, MAX_MODELS).map(presentModel), more: rows.length > MAX_MODELS }
    },
    async timeline(project, query) {
      const search = searchOf(project, query)
      const step = stepNs(search.range, query.steps)
      // Steps start at round times, so that they stay where they are as the range moves.
      const originNs = search.range.fromNs - (search.range.fromNs % step)
      const rows = await store.timeline(search, originNs, step)
      return presentTimeline(rows, search.range, originNs, step)
    },
    async get(project, id) {
      const found = await store.get(project, id)
      if (!found) throw new HttpError(404, 'not_found', 'there is no AI interaction of this id')
      return presentWhole(found.row, found.content)
    },
  }
}

function filtersOf(query: FilterQuery): Record<string, string | undefined> {
  const { status, provider, model, operation, userId, organizationId, requestId, sessionId, traceId } = query
  return {
    status,
    provider,
    model,
    operation,
    user: userId,
    organization: organizationId,
    request: requestId,
    session: sessionId,
    trace: traceId,
  }
}
