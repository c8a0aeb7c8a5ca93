/**
 * OTLP over HTTP: what a request says about itself is checked and the sender is known before its body is read; then the
 * bytes go to the intake as they came. Every answer, the framework's errors too, is in the encoding of the request.
 */
import type { Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Intake } from '../../flows/ingest/intake.ts'
import { assert, HttpError } from '../../kit/errors.ts'
import type { Principal } from '../../kit/principal.ts'
import { bodyKindOf, compressionOf, FALLBACK_KIND, KIND_OF, type OtlpSignal, SUPPORTED_TYPES } from './otlp/encoding.ts'
import { type OwnBytes, readBody, ReceivingBudget } from './otlp/request-body.ts'
import { failureOfError, type HttpAnswer, httpAnswer, httpFailure } from './otlp-answer.ts'

export interface OtlpHttpOptions {
  intake: Intake
  /** Rejects with an `HttpError` for who may not send. */
  authorise: (request: FastifyRequest) => Principal | Promise<Principal>
  /** Of a body, before and after decompression. Default 64 MiB, as the specification advises. */
  maxBodyBytes?: number
  /** Of bodies being received at one time. Default 256 MiB. */
  maxReceivingBytes?: number
  /** Told what went wrong on our side. */
  onError?: (error: unknown) => void
}

const MIB = 1024 * 1024
const OTHER_METHODS = ['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const PATHS: Readonly<Record<string, OtlpSignal>> = {
  '/v1/traces': 'traces',
  '/v1/logs': 'logs',
  '/v1/metrics': 'metrics',
  // Where Langfuse's exporter sends.
  '/api/public/otel/v1/traces': 'traces',
}

export async function otlpHttpRoutes(app: FastifyInstance, options: OtlpHttpOptions): Promise<void> {
  const receiver = new Receiver(options)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    // The body stays on the wire until the handler takes it.
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.setErrorHandler((error, request, reply) => receiver.fail(error, request, reply))
    for (const [url, signal] of Object.entries(PATHS)) {
      scope.route({
        method: 'POST',
        url,
        onRequest: (request) => receiver.admit(request),
        handler: (request, reply) => receiver.receive(signal, request, reply),
      })
      scope.route({ method: OTHER_METHODS, url, handler: (request, reply) => receiver.refuseMethod(request, reply) })
    }
  })
}

class Receiver {
  private readonly options: OtlpHttpOptions
  private readonly maxBodyBytes: number
  private readonly budget: ReceivingBudget
  private readonly projects = new WeakMap<FastifyRequest, string>()

  constructor(options: OtlpHttpOptions) {
    this.options = options
    this.maxBodyBytes = options.maxBodyBytes ?? 64 * MIB
    this.budget = new ReceivingBudget(options.maxReceivingBytes ?? 256 * MIB)
  }

  async admit(request: FastifyRequest): Promise<void> {
    const principal = await this.options.authorise(request)
    if (!principal.scopes.has('ingest')) throw new HttpError(403, 'forbidden', 'this key may not send telemetry')
    if (!bodyKindOf(request.headers['content-type'])) throw unsupported(`Content-Type must be one of ${SUPPORTED_TYPES}`)
    if (!compressionOf(request.headers['content-encoding'])) throw unsupported('Content-Encoding must be gzip or identity')
    this.projects.set(request, principal.project)
  }

  async receive(signal: OtlpSignal, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { encoding } = bodyKindOf(request.headers['content-type']) ?? FALLBACK_KIND
    const compression = compressionOf(request.headers['content-encoding']) ?? 'none'
    const body = await this.bodyOf(request)
    const project = this.projects.get(request)
    assert(project !== undefined, 'a request reached its handler without admission')
    const receipt = await this.options.intake.submit({ project, kind: KIND_OF[signal], format: encoding, compression, body })
    return this.send(httpAnswer(receipt, signal, encoding), request, reply)
  }

  fail(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const { encoding } = bodyKindOf(request.headers['content-type']) ?? FALLBACK_KIND
    const told = httpFailure(failureOfError(error), encoding)
    if (told.status >= 500 && !(error instanceof HttpError)) this.options.onError?.(error)
    if (told.status === 401) reply.header('www-authenticate', 'Bearer')
    if (told.status === 415) reply.header('accept-encoding', 'gzip, identity')
    this.send(told, request, reply)
  }

  refuseMethod(request: FastifyRequest, reply: FastifyReply): void {
    reply.header('allow', 'POST')
    this.fail(new HttpError(405, 'method_not_allowed', 'telemetry is sent with POST'), request, reply)
  }

  private bodyOf(request: FastifyRequest): Promise<OwnBytes> {
    const declared = request.headers['content-length']
    const stream = request.body as Readable | undefined | null
    if (!stream) return Promise.resolve(new Uint8Array(0))
    const { memory } = this.options.intake
    const take = memory && ((bytes: number) => memory.take(bytes))
    return readBody(stream, declared === undefined ? undefined : Number(declared), this.maxBodyBytes, this.budget, take)
  }

  private send(answer: HttpAnswer, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const { contentType } = bodyKindOf(request.headers['content-type']) ?? FALLBACK_KIND
    if (answer.retryAfterSeconds !== undefined) reply.header('retry-after', String(answer.retryAfterSeconds))
    return reply.code(answer.status).header('content-type', contentType).send(answer.body)
  }
}

function unsupported(message: string): HttpError {
  return new HttpError(415, 'unsupported_media_type', message)
}
