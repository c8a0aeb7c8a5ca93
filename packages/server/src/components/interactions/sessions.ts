/** Conversations: interactions that share a session id, as a list and with their turns. */
import type { AIInteraction, listSessions, Session } from '@relayscope/contract'
import type { z } from 'zod'
import { readCursor, writeCursor } from '../../flows/query/cursor.ts'
import { isoTime } from '../../flows/query/time-range.ts'
import { httpError } from '../../kit/http.ts'
import { contentOf } from './content.ts'
import { filtersOf, interactionSearch } from './interaction-search.ts'
import { sumsOf } from './present-figures.ts'
import { presentLight, presentWhole } from './present.ts'
import { oneSessionStatement, type SessionRow, sessionsStatement, turnsStatement } from './session-statements.ts'
import type { InteractionLightRow } from './store-rows.ts'
import type { InteractionStoreParts } from './store.ts'

type ListQuery = z.output<NonNullable<(typeof listSessions)['query']>>

export interface Sessions {
  list(project: string, query: ListQuery): Promise<{ items: Session[]; nextCursor: string | null }>
  get(
    project: string,
    id: string,
    options: { limit: number; content: boolean },
  ): Promise<{ session: Session; turns: AIInteraction[]; more: boolean }>
}

const MAX_SECONDS = 20

export function createSessions({ telemetry, clock }: InteractionStoreParts): Sessions {
  const limits = { maxSeconds: MAX_SECONDS }

  return {
    async list(project, query) {
      const identity = ['sessions', project, query.q ?? '', filtersOf(query)]
      const cursor = query.cursor === undefined ? undefined : readCursor(query.cursor, identity)
      const read = interactionSearch(project, cursor ? { ...query, from: undefined, to: undefined } : query, clock)
      const range = cursor ? { fromNs: cursor.fromNs, toNs: cursor.toNs } : read.range
      const after = cursor && { startNs: cursor.lastNs, id: cursor.lastId }
      const rows = await telemetry.select<SessionRow>(sessionsStatement({ ...read, range }, false, query.limit, after, clock), limits)
      const shown = rows.slice(0, query.limit)
      const last = rows.length > query.limit ? shown.at(-1) : undefined
      return {
        items: shown.map(presentSession),
        nextCursor: last ? writeCursor({ ...range, lastNs: BigInt(last.last_ns), lastId: last.session }, identity) : null,
      }
    },
    async get(project, id, { limit, content }) {
      const [row] = await telemetry.select<SessionRow>(oneSessionStatement(project, id), limits)
      if (!row) throw httpError('not_found', 'there is no session of this id')
      const rows = await telemetry.select<InteractionLightRow>(turnsStatement(project, id, limit), limits)
      const shown = rows.slice(0, limit)
      const texts = content ? await contentOf(telemetry, project, shown) : undefined
      const turns = shown.map((turn) => (texts ? presentWhole(turn, texts.get(turn.id)) : presentLight(turn)))
      return { session: presentSession(row), turns, more: rows.length > limit }
    },
  }
}

function presentSession(row: SessionRow): Session {
  const costs = sumsOf(row.cost_by_currency, row.priced_by_currency)
  const [single] = costs.length === 1 ? costs : []
  return {
    id: row.session,
    start: isoTime(BigInt(row.first_ns)),
    end: isoTime(BigInt(row.end_ns)),
    turns: Number(row.turns),
    calls: Number(row.calls),
    errors: Number(row.errors),
    users: row.users.toSorted(),
    organizations: row.organizations.toSorted(),
    models: row.models.toSorted(),
    totalTokens: Number(row.total_sum),
    costs,
    costDecimal: single?.decimal ?? null,
    currency: single?.currency ?? null,
    opening: row.opening,
  }
}
