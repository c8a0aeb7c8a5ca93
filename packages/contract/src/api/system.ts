import { z } from 'zod'
import { route } from './route.ts'

const tag = 'System'

/** What an event of the stream says: that rows were stored, never what is in them. */
export const liveEvent = z
  .object({
    traces: z.number().int().meta({ description: 'Traces that got spans' }),
    interactions: z.number().int(),
    points: z.number().int().meta({ description: 'Points of metrics' }),
    newestMs: z.number().meta({ description: 'Start of the newest of them, milliseconds since 1970 UTC' }),
  })
  .meta({ id: 'LiveEvent' })
export type LiveEvent = z.infer<typeof liveEvent>

export const live = route({
  id: 'live',
  method: 'GET',
  path: '/api/v1/live',
  tag,
  summary: 'A stream that says when something new was stored',
  description:
    'Server-sent events. `event: stored` carries a LiveEvent as JSON in `data`; where only points of metrics were stored it is `event: measured`. Ask the lists for the rows. A comment comes every 15 seconds while nothing happens; a reader that ' +
    'does not read is let go, and reconnects after the `retry` the stream names.',
  answer: z.string(),
  answerTypes: ['text/event-stream'],
  scope: 'metadata',
})

const state = z
  .object({ status: z.enum(['ok', 'starting', 'stopping', 'down']), checks: z.record(z.string(), z.string()).optional() })
  .meta({ id: 'ProcessState' })

export const healthz = route({
  id: 'healthz',
  method: 'GET',
  path: '/healthz',
  tag,
  summary: 'Does the process live?',
  answer: state,
  scope: 'public',
})

export const readyz = route({
  id: 'readyz',
  method: 'GET',
  path: '/readyz',
  tag,
  summary: 'Can it take and answer requests?',
  description: '200 when both engines answer and ingest takes requests, else 503.',
  answer: state,
  scope: 'public',
})

export const getOpenapi = route({
  id: 'getOpenapi',
  method: 'GET',
  path: '/api/v1/openapi.json',
  tag,
  summary: 'This document',
  answer: z.record(z.string(), z.unknown()),
  scope: 'public',
})

export const systemRoutes = [live, healthz, readyz, getOpenapi] as const
