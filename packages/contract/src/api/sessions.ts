/** Conversations: the AI interactions that share a session id. */
import { z } from 'zod'
import { decimalText, isoTime } from '../records/common.ts'
import { aiInteraction } from '../records/interaction.ts'
import { page } from './common.ts'
import { explore } from './explore.ts'
import { interactionFilters, money } from './interactions.ts'
import { route } from './route.ts'

const tag = 'AI interactions'

export const session = z
  .object({
    id: z.string(),
    start: isoTime,
    end: isoTime.meta({ description: 'End of the last call' }),
    turns: z.number().int().meta({ description: 'Calls that were no retry' }),
    calls: z.number().int(),
    errors: z.number().int(),
    users: z.array(z.string()),
    organizations: z.array(z.string()),
    models: z.array(z.string()),
    totalTokens: z.number().int(),
    costs: z.array(money),
    costDecimal: decimalText.nullable().meta({ description: 'null: unknown, or of several currencies' }),
    currency: z.string().nullable(),
    opening: z.string().meta({ description: 'How the first prompt begins' }),
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof session>

export const listSessions = route({
  id: 'listSessions',
  method: 'GET',
  path: '/api/v1/ai-interactions/sessions',
  tag,
  summary: 'Conversations of a range, those with the latest call first',
  description: 'Figures are of the calls in the range that the search finds.',
  query: page.extend({ q: explore.shape.q, ...interactionFilters }),
  answer: z.object({ items: z.array(session), nextCursor: z.string().nullable() }).meta({ id: 'SessionList' }),
  scope: 'metadata',
})

export const getSession = route({
  id: 'getSession',
  method: 'GET',
  path: '/api/v1/ai-interactions/sessions/:sessionId',
  tag,
  summary: 'A conversation with its calls, in their order',
  params: z.object({ sessionId: z.string().min(1).max(4096) }),
  query: z.object({
    limit: z.coerce.number().int().min(1).max(1000).default(200),
    content: z.enum(['true', 'false']).default('false').meta({ description: 'Whether each call comes with its whole prompt and answer' }),
  }),
  answer: z
    .object({ session, turns: z.array(aiInteraction), more: z.boolean().meta({ description: 'There are more calls than these' }) })
    .meta({ id: 'SessionWithTurns' }),
  scope: 'metadata',
})

const EXPORT_FORMATS = ['csv', 'ndjson', 'parquet'] as const
export const EXPORT_TYPES: Record<(typeof EXPORT_FORMATS)[number], string> = {
  csv: 'text/csv',
  ndjson: 'application/x-ndjson',
  parquet: 'application/vnd.apache.parquet',
}

export const exportInteractions = route({
  id: 'exportInteractions',
  method: 'GET',
  path: '/api/v1/ai-interactions/export',
  tag,
  summary: 'Every AI interaction that a search finds, as a file, oldest first',
  description: 'Streamed: it may be any length. CSV and Parquet have one column per field; NDJSON has the records as they are read singly.',
  query: explore.extend({
    ...interactionFilters,
    format: z.enum(EXPORT_FORMATS).default('ndjson'),
    content: z.enum(['true', 'false']).default('false').meta({ description: 'With whole prompts and answers, as far as they are kept' }),
  }),
  answer: z.string(),
  answerTypes: Object.values(EXPORT_TYPES),
  scope: 'read',
})

export const sessionRoutes = [listSessions, getSession, exportInteractions] as const
