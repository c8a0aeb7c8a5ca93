import { z } from 'zod'
import { isoTime } from '../records/common.ts'
import { submittedDecisionTrace, submittedInteraction, submittedTrace } from '../records/submitted.ts'
import { telemetryPoint } from '../records/telemetry-point.ts'
import { submitAnswer } from './common.ts'
import { route } from './route.ts'

/** One record, a list, or a list in an envelope; NDJSON is the same records, one per line. */
function submission<T extends z.ZodType>(record: T) {
  return z.union([record, z.array(record), z.object({ items: z.array(record) })])
}

const tag = 'Telemetry'
const submitDescription =
  'Answered once the records are stored. Each record is taken whole or not at all, and a bad one never costs its neighbours: `errors` names the first 100 that were ' +
  'rejected. 422 when there were records and none could be taken. The same bytes sent again within ten minutes are stored once. The body may be compressed with gzip.'

export const submitTraces = route({
  id: 'submitTraces',
  method: 'POST',
  path: '/api/v1/telemetry/traces',
  tag,
  summary: 'Submit traces with their spans',
  description: submitDescription,
  body: submission(submittedTrace),
  answer: submitAnswer,
  scope: 'ingest',
  problems: [413, 415],
  bodyTypes: ['application/json', 'application/x-ndjson'],
})

export const submitInteractions = route({
  id: 'submitInteractions',
  method: 'POST',
  path: '/api/v1/telemetry/ai-interactions',
  tag,
  summary: 'Submit AI interactions',
  description: submitDescription,
  body: submission(submittedInteraction),
  answer: submitAnswer,
  scope: 'ingest',
  problems: [413, 415],
  bodyTypes: ['application/json', 'application/x-ndjson'],
})

export const submitDecisions = route({
  id: 'submitDecisions',
  method: 'POST',
  path: '/api/v1/telemetry/decisions',
  tag,
  summary: 'Submit decision traces',
  description: submitDescription,
  body: submission(submittedDecisionTrace),
  answer: submitAnswer,
  scope: 'ingest',
  problems: [413, 415],
  bodyTypes: ['application/json', 'application/x-ndjson'],
})

export const submitMetrics = route({
  id: 'submitMetrics',
  method: 'POST',
  path: '/api/v1/telemetry/metrics',
  tag,
  summary: 'Submit metric points',
  description: submitDescription,
  body: submission(telemetryPoint),
  answer: submitAnswer,
  scope: 'ingest',
  problems: [413, 415],
  bodyTypes: ['application/json', 'application/x-ndjson'],
})

export const remoteWrite = route({
  id: 'remoteWrite',
  method: 'POST',
  path: '/api/v1/write',
  tag,
  summary: 'Receive Prometheus remote-write, versions 1 and 2',
  description:
    'Snappy-compressed protobuf. 204 once everything is stored; 400 names what could not be taken, and the rest is stored. Values that are no number are taken as the end of a series.',
  answer: z.void(),
  scope: 'ingest',
  problems: [413, 415],
  bodyTypes: ['application/x-protobuf'],
  body: z.unknown(),
})

/** What a stream carries. */
export const streamKind = z.enum(['metrics', 'traces', 'ai-interactions'])

export const streamAnswer = z
  .object({
    seq: z.number().int().meta({ description: 'Counts answers of the stream, from 1; on a WebSocket the message that is answered' }),
    records: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Over HTTP: how many records of the stream are answered by now, this answer included' }),
    outcome: z
      .enum(['stored', 'repeated', 'refused', 'undecodable', 'too_large', 'overloaded', 'failed'])
      .meta({ description: 'After `overloaded` and `failed` nothing of it is stored: send it again' }),
    accepted: z.number().int(),
    rejected: z.number().int(),
    errors: submitAnswer.shape.errors.meta({
      description: 'Over HTTP `index` counts the records of the whole stream, on a WebSocket those of the message',
    }),
    message: z.string().optional(),
    retryAfterSeconds: z.number().optional(),
  })
  .meta({ id: 'StreamAnswer' })
export type StreamAnswer = z.infer<typeof streamAnswer>

export const streamEnd = z
  .object({ ended: z.string().meta({ description: 'Why the server ends the stream; what was sent and is not answered was not taken' }) })
  .meta({ id: 'StreamEnd' })
export type StreamEnd = z.infer<typeof streamEnd>

export const streamTelemetry = route({
  id: 'streamTelemetry',
  method: 'POST',
  path: '/api/v1/telemetry/stream',
  tag,
  summary: 'Submit records in one request that goes on',
  description:
    'One record per line, for as long as you like; the answer goes on beside it, a line (StreamAnswer) for each stretch of lines once they are stored. Read it while you send: who does not read ' +
    'it, or sends faster than is stored, is not read from for a while. Ends when you end it, after five minutes without a byte, and when the server stops (StreamEnd). A WebSocket at the same path takes messages in ' +
    'place of lines. The body may not be compressed.',
  query: z.object({ kind: streamKind.default('metrics') }),
  body: z.unknown(),
  answer: z.union([streamAnswer, streamEnd]),
  answerTypes: ['application/x-ndjson'],
  scope: 'ingest',
  problems: [415],
  bodyTypes: ['application/x-ndjson'],
})

/** `down`: a part that is needed does not answer. `degraded`: it works, and something needs a look. */
export const healthStatus = z.enum(['ok', 'degraded', 'down'])

export const engineHealth = z
  .object({
    name: z.string().meta({ description: 'telemetry or control' }),
    kind: z.enum(['embedded', 'server']),
    status: healthStatus,
    version: z.string().optional(),
    latencyMs: z.number().optional().meta({ description: 'Time a trivial question took just now' }),
    message: z.string().optional(),
  })
  .meta({ id: 'EngineHealth' })

export const telemetryHealth = z
  .object({
    status: healthStatus,
    version: z.string(),
    uptimeSeconds: z.number(),
    time: isoTime,
    ingestLagMs: z.number().meta({ description: 'How long the oldest request that is not stored yet has been waiting; 0 when none waits' }),
    spansPerSecond: z.number().meta({ description: 'Stored, over the last ten seconds' }),
    interactionsPerSecond: z.number(),
    queueBytes: z.number().int(),
    queueBytesLimit: z.number().int().meta({ description: 'Requests that do not fit are refused with 503 and Retry-After' }),
    waitingRequests: z.number().int(),
    spansStored: z.number().int().meta({ description: 'Counted since the start, as all the following' }),
    logsStored: z.number().int(),
    interactionsStored: z.number().int(),
    decisionsStored: z.number().int().meta({ description: 'Decision traces' }),
    pointsStored: z.number().int(),
    rejectedCount: z.number().int().meta({ description: 'Records that could not be taken; /api/v1/telemetry/rejections has the newest' }),
    requestsRefused: z.number().int().meta({ description: 'Requests refused because the queue was full' }),
    commitsFailed: z.number().int(),
    eventLoopDelayMs: z.object({ p50: z.number(), p99: z.number(), max: z.number() }).optional(),
    memoryBytes: z.number().int().optional(),
    engines: z.array(engineHealth),
  })
  .meta({ id: 'TelemetryHealth' })
export type TelemetryHealth = z.infer<typeof telemetryHealth>

export const rejection = z
  .object({
    time: isoTime,
    kind: z.enum([
      'traces',
      'ai-interactions',
      'decisions',
      'metrics',
      'otlp-traces',
      'otlp-logs',
      'otlp-metrics',
      'remote-write',
      'scrape',
    ]),
    index: z.number().int().meta({ description: 'Place of the record in its request, from 0; -1 where the whole request was rejected' }),
    path: z.string(),
    message: z.string().meta({ description: 'Names fields and limits, never values' }),
  })
  .meta({ id: 'Rejection' })

export const getTelemetryHealth = route({
  id: 'getTelemetryHealth',
  method: 'GET',
  path: '/api/v1/telemetry/health',
  tag,
  summary: 'How well telemetry is taken in and stored',
  answer: telemetryHealth,
  scope: 'metadata',
})

export const listRejections = route({
  id: 'listRejections',
  method: 'GET',
  path: '/api/v1/telemetry/rejections',
  tag,
  summary: 'The newest records that could not be taken, with the reason',
  description: 'The last 1000 are remembered, and forgotten when the server stops.',
  query: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(50) }),
  answer: z.object({ items: z.array(rejection), nextCursor: z.null() }).meta({ id: 'RejectionList' }),
  scope: 'read',
})

export const telemetryRoutes = [
  submitTraces,
  submitInteractions,
  submitDecisions,
  submitMetrics,
  remoteWrite,
  streamTelemetry,
  getTelemetryHealth,
  listRejections,
] as const
