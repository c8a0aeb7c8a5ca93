import { z } from 'zod'
import { route } from './route.ts'

const tag = 'Access'

export const scope = z.enum(['ingest', 'metadata', 'read', 'write', 'reveal', 'admin']).meta({
  description:
    'ingest: send telemetry. metadata: see figures, names, times and ids, not what was said. read: see everything of the project. write: change what is defined in it. reveal: turn tokens in stored texts back into values, with a reason that is logged. admin: all of these, and keys',
})

const instant = z.iso.datetime()

export const apiKey = z
  .object({
    id: z.string(),
    project: z.string(),
    name: z.string(),
    prefix: z.string().meta({ description: 'How the secret begins', examples: ['rsk_3f7k2m9q'] }),
    scopes: z.array(scope),
    createdAt: instant,
    expiresAt: instant.nullable(),
    lastUsedAt: instant.nullable().meta({ description: 'To the minute' }),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof apiKey>

export const newApiKey = z
  .object({
    name: z.string().min(1).max(200),
    scopes: z.array(scope).min(1).max(6).default(['ingest', 'read']),
    expiresAt: z.iso.datetime({ offset: true }).optional().meta({ description: 'Default: never' }),
  })
  .meta({ id: 'NewApiKey' })
export type NewApiKey = z.infer<typeof newApiKey>

export const createdApiKey = apiKey
  .extend({ secret: z.string().meta({ description: 'Shown this once; only its hash is kept' }) })
  .meta({ id: 'CreatedApiKey' })
export type CreatedApiKey = z.infer<typeof createdApiKey>

export const listKeys = route({
  id: 'listKeys',
  method: 'GET',
  path: '/api/v1/keys',
  tag,
  summary: 'Keys of the project, newest first',
  description: 'All of them, revoked ones too, up to 1000: there is no second page.',
  answer: z.object({ items: z.array(apiKey), nextCursor: z.null() }).meta({ id: 'ApiKeyList' }),
  scope: 'admin',
})

export const createKey = route({
  id: 'createKey',
  method: 'POST',
  path: '/api/v1/keys',
  tag,
  summary: 'Make a key',
  description: 'At most 500 keys that are in force per project.',
  body: newApiKey,
  answer: createdApiKey,
  scope: 'admin',
  problems: [409],
})

export const revokeKey = route({
  id: 'revokeKey',
  method: 'DELETE',
  path: '/api/v1/keys/:id',
  tag,
  summary: 'Revoke a key',
  description: 'In force at once on this process, and within seconds on every other. Revoking it again changes nothing.',
  params: z.object({ id: z.string().max(64) }),
  answer: apiKey,
  scope: 'admin',
})

export const accessRoutes = [listKeys, createKey, revokeKey] as const
