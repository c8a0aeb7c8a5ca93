/** Where Prometheus sends with remote_write, and the answers its specification asks for. */
import type { Readable } from 'node:stream'
import { remoteWrite } from '@relayscope/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Intake, Receipt, WireFormat } from '../../flows/ingest/intake.ts'
import { httpError, requireScope, sendProblem } from '../../kit/http.ts'
import { readBody, ReceivingBudget } from './otlp/request-body.ts'

export interface RemoteWriteOptions {
  intake: Intake
  maxBodyBytes: number
}

const MIB = 1024 * 1024
const REASONS_NAMED = 10
const FORMATS: Readonly<Record<string, WireFormat>> = {
  'prometheus.WriteRequest': 'protobuf',
  'io.prometheus.write.v2.Request': 'protobuf-2',
}

export async function remoteWriteRoutes(app: FastifyInstance, { intake, maxBodyBytes }: RemoteWriteOptions): Promise<void> {
  const budget = new ReceivingBudget(256 * MIB)
  await app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    scope.route({
      method: 'POST',
      url: remoteWrite.path,
      onRequest: async (request) => {
        requireScope(request, remoteWrite)
        formatOf(request)
      },
      handler: async (request, reply) => {
        const stream = request.body as Readable | undefined | null
        const declared = request.headers['content-length']
        const body = stream
          ? await readBody(stream, declared === undefined ? undefined : Number(declared), maxBodyBytes, budget)
          : new Uint8Array(0)
        const project = request.principal?.project ?? ''
        const receipt = await intake.submit({ project, kind: 'remote-write', format: formatOf(request), compression: 'snappy', body })
        return answer(receipt, formatOf(request), request, reply)
      },
    })
  })
}

/** The message is named by the type's parameter; without one it is the first version's. */
function formatOf(request: FastifyRequest): WireFormat {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';').map((part) => part.trim())
  const proto = parameters.find((each) => each.startsWith('proto='))?.slice('proto='.length) ?? 'prometheus.WriteRequest'
  const format = FORMATS[proto.replace(/^"(.*)"$/, '$1')]
  if (type.toLowerCase() !== 'application/x-protobuf' || format === undefined)
    throw httpError('unsupported_media_type', `send application/x-protobuf with proto one of ${Object.keys(FORMATS).join(', ')}`)
  if ((request.headers['content-encoding'] ?? '').trim().toLowerCase() !== 'snappy')
    throw httpError('unsupported_media_type', 'Content-Encoding must be snappy')
  return format
}

function answer(receipt: Receipt, format: WireFormat, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { outcome, message, retryAfterSeconds = 1, counts = {}, rejected, errors } = receipt
  if (format === 'protobuf-2') {
    const stored = outcome === 'stored' || outcome === 'repeated'
    for (const what of ['Samples', 'Histograms', 'Exemplars'])
      reply.header(`x-prometheus-remote-write-${what.toLowerCase()}-written`, String(stored ? (counts[what.toLowerCase()] ?? 0) : 0))
  }
  switch (outcome) {
    case 'stored':
    case 'repeated':
    case 'refused':
      if (rejected === 0) return reply.code(204).send()
      return sendProblem(request, reply, httpError('partly_written', reasons(receipt)), undefined, {
        rejected,
        errors: errors.slice(0, REASONS_NAMED),
      })
    case 'undecodable':
      return sendProblem(request, reply, httpError('undecodable', message ?? 'the body cannot be decoded'), undefined)
    case 'too_large':
      return sendProblem(request, reply, httpError('too_large', message ?? 'the body is too large'), undefined)
    case 'overloaded':
      return sendProblem(request, reply, httpError('overloaded', message ?? 'too much is waiting', { retryAfterSeconds }), undefined)
    case 'failed':
      return sendProblem(request, reply, httpError('store_failed', 'not stored; send it again', { retryAfterSeconds }), undefined)
  }
}

function reasons({ accepted, rejected, errors }: Receipt): string {
  const first = errors.slice(0, REASONS_NAMED).map(({ path, message }) => `${path} ${message}`)
  return `${rejected} of ${accepted + rejected} were not taken: ${first.join('; ')}`
}
