/** Links that show one dashboard without a key. A token is 200 bits of randomness, so a plain SHA-256 of it is enough to keep. */
import { createHash } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import { BoundedCache } from '../../kit/limits.ts'
import type { LinkStore } from './store.ts'
import type { LinkRow } from './tables.ts'

const TOKEN_LENGTH = 40
const MOST_OF_DASHBOARD = 50
/** `last_used_at` is for people who tidy up; writing it per request would cost more than the request. */
const MARK_EVERY_MS = 60_000
const MOST_MARKED = 10_000

export interface NewLink {
  name: string
  createdBy: string
  expiresAt?: Date | undefined
}

export interface Links {
  list(project: string, dashboardId: string): Promise<LinkRow[]>
  create(project: string, dashboardId: string, link: NewLink): Promise<{ link: LinkRow; token: string }>
  revoke(project: string, dashboardId: string, id: string): Promise<void>
  /** Throws 404 for a token that never was, was revoked or has expired, all alike. */
  open(token: string): Promise<LinkRow>
}

export interface LinkParts {
  store: LinkStore
  clock: Clock
  ids: Ids
  onError: (error: unknown) => void
}

export function createLinks({ store, clock, ids, onError }: LinkParts): Links {
  const marked = new BoundedCache<string, true>({ maxEntries: MOST_MARKED, ttlMs: MARK_EVERY_MS, nowMs: clock.nowMs })

  function mark(id: string): void {
    if (marked.get(id)) return
    marked.set(id, true)
    store.markUsed(id, new Date(clock.nowMs())).catch(onError)
  }

  return {
    list: store.list,
    async create(project, dashboardId, { name, createdBy, expiresAt }) {
      const createdAt = new Date(clock.nowMs())
      if (expiresAt && expiresAt <= createdAt) {
        const message = 'must be in the future'
        throw httpError('invalid_request', `expiresAt: ${message}`, { errors: [{ path: 'expiresAt', message }] })
      }
      const token = ids.token(TOKEN_LENGTH)
      const link: LinkRow = {
        id: ids.uuid(),
        project,
        dashboardId,
        name,
        tokenHash: hashOf(token),
        createdBy,
        createdAt,
        expiresAt: expiresAt ?? null,
        lastUsedAt: null,
      }
      if (!(await store.insert(link, MOST_OF_DASHBOARD)))
        throw httpError('conflict', `a dashboard may have ${MOST_OF_DASHBOARD} links; revoke some first`)
      return { link, token }
    },
    async revoke(project, dashboardId, id) {
      if (!(await store.remove(project, dashboardId, id))) throw httpError('not_found', 'this dashboard has no such link')
    },
    async open(token) {
      const link = await store.findByHash(hashOf(token))
      const over = link?.expiresAt && link.expiresAt.getTime() <= clock.nowMs()
      if (!link || over) throw httpError('not_found', 'this link shows nothing; it may have been revoked')
      mark(link.id)
      return link
    },
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
