/** What a request asks for, as a search: its words, its plain filters and its range. */
import type { InteractionListQuery } from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { readSearch } from '../../flows/query/search.ts'
import { type RangeOptions, resolveRange } from '../../flows/query/time-range.ts'
import type { Clock } from '../../kit/clock.ts'
import type { InteractionSearch } from './store-statements.ts'

export type FilterQuery = Partial<
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

export function interactionSearch(project: string, query: FilterQuery, clock: Clock, options?: RangeOptions): InteractionSearch {
  return {
    project,
    terms: readSearch(query.q, filtersOf(query), INTERACTION_FIELDS),
    range: resolveRange(query, clock, options),
  }
}

export function filtersOf(query: FilterQuery): Record<string, string | undefined> {
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
