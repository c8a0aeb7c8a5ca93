/** The submit endpoints of the plan. The bytes go to the intake as they came; what became of them is the answer. */
import type { Readable } from 'node:stream'
import { type Route, type SubmitAnswer, submitDecisions, submitInteractions, submitMetrics, submitTraces } from '@relayscope/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Intake, Outcome, Receipt, SubmissionKind, WireFormat } from '../../flows/ingest/intake.ts'
import type { HttpError } from '../../kit/errors.ts'
import { httpError, requireScope, sendProblem } from '../../kit/http.ts'
import type { Principal } from '../../kit/principal.ts'
import { compressionOf } from './otlp/encoding.ts'
import { readBody, ReceivingBudget } from './otlp/request-body.ts'

export interface RestOptions {
  intake: Intake
  /** On a server that asks nobody who they are by itself. */
  authorise?: (request: FastifyRequest) => Promise<Principal>
  /** Of a body, before and after decompression. Default 64 MiB. */
  maxBodyBytes?: number
  /** Of bodies being received at one time. Default 256 MiB. */
  maxReceivingBytes?: number
}

const MIB = 1024 * 1024
const FORMATS: Readonly<Record<string, WireFormat>> = {
  '': 'json',
  'application/json': 'json',
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
}

const ROUTES: readonly [Route, SubmissionKind][] = [
  [submitTraces as Route, 'traces'],
  [submitInteractions as Route, 'ai-interactions'],
  [submitDecisions as Route, 'decisions'],
  [submitMetrics as Route, 'metrics'],
]

export async function restRoutes(app: FastifyInstance, options: RestOptions): Promise<void> {
  const budget = new ReceivingBudget(options.maxReceivingBytes ?? 256 * MIB)
  const maxBodyBytes = options.maxBodyBytes ?? 64 * MIB
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The body stays on the wire until the handler takes it.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    for (const [route, kind] of ROUTES) {
      scope.route({
        method: 'POST',
        url: route.path,
        onRequest: async (request) => {
          if (options.authorise) request.principal = await options.authorise(request)
          admit(request, route)
        },
        handler: async (request, reply) => {
          const { format, compression } = describe(request)
          const body = await bodyOf(request, maxBodyBytes, budget)
          const receipt = await options.intake.submit({ project: request.principal?.project ?? '', kind, format, compression, body })
          return answer(receipt, request, reply)
        },
      })
    }
  })
}

/** Before the body is read: who may not send, or sends what cannot be read, learns it at once. */
function admit(request: FastifyRequest, route: Route): void {
  requireScope(request, route)
  describe(request)
}

function describe(request: FastifyRequest): { format: WireFormat; compression: 'none' | 'gzip' } {
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1)
  const format = FORMATS[type.trim().toLowerCase()]
  if (format === undefined)
    throw httpError('unsupported_media_type', 'send application/json, or application/x-ndjson with one record per line')
  const compression = compressionOf(request.headers['content-encoding'])
  if (compression === undefined) throw httpError('unsupported_media_type', 'Content-Encoding must be gzip or identity')
  return { format, compression }
}

function bodyOf(request: FastifyRequest, maxBodyBytes: number, budget: ReceivingBudget): Promise<Uint8Array<ArrayBuffer>> {
  const stream = request.body as Readable | undefined | null
  const declared = request.headers['content-length']
  if (!stream) return Promise.resolve(new Uint8Array(0))
  return readBody(stream, declared === undefined ? undefined : Number(declared), maxBodyBytes, budget)
}

function answer(receipt: Receipt, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { outcome, accepted, rejected, errors } = receipt
  if (outcome === 'stored' || outcome === 'repeated')
    return reply.header('cache-control', 'no-store').send({ accepted, rejected, errors } satisfies SubmitAnswer)
  const more = outcome === 'refused' ? { accepted, rejected, errors } : {}
  return sendProblem(request, reply, problemOf(receipt, outcome), undefined, more)
}

function problemOf(
  { message, retryAfterSeconds = 1, rejected, errors }: Receipt,
  outcome: Exclude<Outcome, 'stored' | 'repeated'>,
): HttpError {
  switch (outcome) {
    case 'refused': {
      const [first] = errors
      const reason = first === undefined ? '' : `; record ${first.index}: ${first.path} ${first.message}`
      return httpError('nothing_accepted', `none of ${rejected} records could be taken${reason}`)
    }
    case 'undecodable':
      return httpError('undecodable', message ?? 'the body cannot be decoded')
    case 'too_large':
      return httpError('too_large', message ?? 'the body is too large')
    case 'overloaded':
      return httpError('overloaded', message ?? 'too much is waiting to be stored', { retryAfterSeconds })
    case 'failed':
      return httpError('store_failed', 'the records were not stored; send the same request again', { retryAfterSeconds })
  }
}
