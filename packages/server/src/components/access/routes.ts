import { type ApiKey, createKey, listKeys, revokeKey } from '@relayscope/contract'
import type { FastifyInstance } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { Keys } from './keys.ts'
import type { ApiKeyRow } from './tables.ts'

export function accessRoutes(app: FastifyInstance, { keys }: { keys: Keys }): void {
  serve(app, listKeys, async ({ principal }) => ({ items: (await keys.list(principal.project)).map(shown), nextCursor: null }))

  serve(app, createKey, async ({ principal, body }) => {
    const { name, scopes, expiresAt } = body
    const { key, secret } = await keys.create(principal.project, {
      name,
      scopes,
      expiresAt: expiresAt === undefined ? undefined : new Date(expiresAt),
    })
    return { ...shown(key), secret }
  })

  serve(app, revokeKey, async ({ principal, params }) => shown(await keys.revoke(principal.project, params.id)))
}

/** Everything but the hash. */
function shown({ id, project, name, prefix, scopes, createdAt, expiresAt, lastUsedAt, revokedAt }: ApiKeyRow): ApiKey {
  const text = (time: Date | null): string | null => time?.toISOString() ?? null
  return {
    id,
    project,
    name,
    prefix,
    scopes,
    createdAt: createdAt.toISOString(),
    expiresAt: text(expiresAt),
    lastUsedAt: text(lastUsedAt),
    revokedAt: text(revokedAt),
  }
}
