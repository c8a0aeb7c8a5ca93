/** What this room can do for readers, in the terms of the contract. */
import type {
  AIInteraction,
  CountAnswer,
  facetsQuery,
  FacetsAnswer,
  InteractionListAnswer,
  InteractionListQuery,
} from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import type { z } from 'zod'
import { readCursor, writeCursor } from '../../flows/query/cursor.ts'
import { facetNames, presentFacets } from '../../flows/query/facets.ts'
import { interactionColumn } from '../../flows/query/interaction-dataset.ts'
import { DAY_NS, MINUTE_NS, type RangeOptions } from '../../flows/query/time-range.ts'
import { HttpError } from '../../kit/errors.ts'
import { createInteractionExport, type InteractionExport } from './export.ts'
import { createSessions, type Sessions } from './sessions.ts'
import { createFigures, type Figures } from './figures.ts'
import { presentLight, presentWhole } from './present.ts'
import { tagField } from './store-figures.ts'
import { type FilterQuery, filtersOf, interactionSearch } from './interaction-search.ts'
import type { InteractionSearch } from './store-statements.ts'
import { createInteractionStore, type InteractionStoreParts } from './store.ts'

export interface Interactions extends Figures {
  list(project: string, query: InteractionListQuery): Promise<InteractionListAnswer>
  count(project: string, query: FilterQuery): Promise<CountAnswer>
  facets(project: string, query: z.output<typeof facetsQuery>): Promise<FacetsAnswer>
  get(project: string, id: string): Promise<AIInteraction>
  readonly sessions: Sessions
  readonly export: InteractionExport
}

const COUNT_CAP = 10_000
/** Beyond this, lists are by time only. */
const LONGEST_SORTED_NS = 31n * DAY_NS
/** A list without an end shows what a sender's clock dates a little ahead. */
const CLOCK_AHEAD_NS = 5n * MINUTE_NS

export function createInteractions(parts: InteractionStoreParts): Interactions {
  const { clock } = parts
  const store = createInteractionStore(parts)

  const searchOf = (project: string, query: FilterQuery, options?: RangeOptions): InteractionSearch =>
    interactionSearch(project, query, clock, options)

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
    sessions: createSessions(parts),
    export: createInteractionExport(parts),
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
    ...createFigures(store, searchOf),
    async get(project, id) {
      const found = await store.get(project, id)
      if (!found) throw new HttpError(404, 'not_found', 'there is no AI interaction of this id')
      return presentWhole(found.row, found.content)
    },
  }
}
