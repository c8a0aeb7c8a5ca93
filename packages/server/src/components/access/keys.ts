/**
 * Keys for programs. A secret is 200 bits of randomness, so a plain SHA-256 of it is enough to keep: nobody can guess
 * their way back. It is shown once, when it is made.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../kit/clock.ts'
import { httpError } from '../../kit/http.ts'
import type { Ids } from '../../kit/ids.ts'
import { BoundedCache } from '../../kit/limits.ts'
import type { Principal, Scope } from '../../kit/principal.ts'
import type { AccessStore } from './store.ts'
import type { ApiKeyRow } from './tables.ts'

export const secretPrefix = 'rsk_'
export const allScopes: readonly Scope[] = ['ingest', 'metadata', 'read', 'write', 'reveal', 'admin']

const secretLength = 40
const shownLength = secretPrefix.length + 8
const maxInForce = 500
const maxListed = 1_000
/** How long a key that was revoked on a process we do not hear may still pass; and how long an unknown one is not asked for again. */
const rememberMs = 10_000
const maxRemembered = 10_000
/** `last_used_at` is for people who tidy up; writing it per request would cost more than the request. */
const markEveryMs = 60_000

export interface CreatedKey {
  key: ApiKeyRow
  secret: string
}

/** Why a secret does not pass. */
export type Refusal = 'unknown' | 'revoked' | 'expired'

export interface Keys {
  create(project: string, key: { name: string; scopes: readonly Scope[]; expiresAt?: Date | undefined }): Promise<CreatedKey>
  /** Newest first, revoked ones too. */
  list(project: string): Promise<ApiKeyRow[]>
  revoke(project: string, id: string): Promise<ApiKeyRow>
  verify(secret: string): Promise<Principal | Refusal>
}

export interface KeysOptions {
  store: AccessStore
  clock: Clock
  ids: Ids
  onError: (error: unknown) => void
}

export function createKeys({ store, clock, ids, onError }: KeysOptions): Keys {
  const remembered = new BoundedCache<string, Promise<ApiKeyRow | undefined>>({
    maxEntries: maxRemembered,
    ttlMs: rememberMs,
    nowMs: clock.nowMs,
  })
  const marked = new BoundedCache<string, true>({ maxEntries: maxRemembered, ttlMs: markEveryMs, nowMs: clock.nowMs })
  void store.onKeysChanged(() => remembered.clear()).catch(onError)

  /** Many requests with the same key at once ask the store once; a failure is not remembered. */
  function find(hash: string): Promise<ApiKeyRow | undefined> {
    const known = remembered.get(hash)
    if (known) return known
    const asked = store.findKeyByHash(hash)
    remembered.set(hash, asked)
    asked.catch(() => remembered.delete(hash))
    return asked
  }

  function mark(key: ApiKeyRow): void {
    if (marked.get(key.id)) return
    marked.set(key.id, true)
    store.markKeyUsed(key.id, new Date(clock.nowMs())).catch(onError)
  }

  return {
    async create(project, { name, scopes, expiresAt }) {
      const createdAt = new Date(clock.nowMs())
      if (expiresAt && expiresAt <= createdAt)
        throw httpError('invalid_request', 'expiresAt: must be in the future', {
          errors: [{ path: 'expiresAt', message: 'must be in the future' }],
        })
      const secret = secretPrefix + ids.token(secretLength)
      const row: ApiKeyRow = {
        id: ids.uuid(),
        project,
        name,
        prefix: secret.slice(0, shownLength),
        secretHash: hashOf(secret),
        scopes: [...new Set(scopes)],
        createdAt,
        expiresAt: expiresAt ?? null,
        lastUsedAt: null,
        revokedAt: null,
      }
      const key = await store.insertKey(row, maxInForce)
      if (!key) throw httpError('conflict', `the project has ${maxInForce} keys in force; revoke some first`)
      remembered.delete(row.secretHash)
      return { key, secret }
    },
    list: (project) => store.listKeys(project, maxListed),
    async revoke(project, id) {
      const key = await store.revokeKey(project, id, new Date(clock.nowMs()))
      if (!key) throw httpError('not_found', 'this project has no such key')
      remembered.delete(key.secretHash)
      return key
    },
    async verify(secret) {
      const hash = hashOf(secret)
      const key = await find(hash)
      if (!key || !sameHash(key.secretHash, hash)) return 'unknown'
      if (key.revokedAt) return 'revoked'
      if (key.expiresAt && key.expiresAt.getTime() <= clock.nowMs()) return 'expired'
      mark(key)
      return { project: key.project, name: key.name, scopes: new Set(key.scopes.includes('admin') ? allScopes : key.scopes) }
    },
  }
}

export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Takes as long for a near miss as for any other. */
export function sameHash(left: string, right: string): boolean {
  return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right))
}
