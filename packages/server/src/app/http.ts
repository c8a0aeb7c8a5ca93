/** The HTTP server: limits, security headers and who is asking, before any room's routes. */
import { randomUUID } from 'node:crypto'
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Access } from '../components/access/index.ts'
import { answerFrameworkError, registerProblemHandlers } from '../kit/http.ts'
import type { Log } from '../kit/log.ts'
import type { Principal } from '../kit/principal.ts'
import { answeredAsPage } from './web-routes.ts'

export interface HttpOptions {
  maxBodyBytes: number
  access: Access
  log: Log
  /** For a request with all of its body. Default 60 s. */
  requestTimeoutMs?: number
}

const REQUEST_TIMEOUT_MS = 60_000
const MAX_PARAM_CHARACTERS = 512

/** Everything the page needs comes from here; style attributes are the one thing the UI library sets inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** Answered to anybody: whether the process lives and is ready. */
const OPEN_PATHS = new Set(['/healthz', '/readyz'])
/** A shared link is its own key: the page it opens, that page's files, and the dashboard behind it. */
const LINK_PATHS = /^\/(api\/v1\/linked-dashboards\/|shared\/|assets\/|(favicon\.svg|layers\.css|theme\.js)$)/
/** These authorise by their own protocol's rules and answer in its own words. */
const OTLP_PATHS = /^\/(v1\/(traces|logs|metrics)|api\/public\/otel\/)/

export function createHttp({ maxBodyBytes, access, log, requestTimeoutMs }: HttpOptions): FastifyInstance {
  const app = bareHttp(maxBodyBytes, requestTimeoutMs)
  registerProblemHandlers(app, { log, answerUnknown: answeredAsPage })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    const path = request.url.split('?', 1)[0]
    if (OPEN_PATHS.has(path) || OTLP_PATHS.test(path) || LINK_PATHS.test(path)) return
    request.principal = await identify(access, request, reply)
  })
  return app
}

/** A server for OTLP alone, on the port where SDKs look for it. */
export function createOtlpHttp(maxBodyBytes: number): FastifyInstance {
  const app = bareHttp(maxBodyBytes)
  registerProblemHandlers(app)
  return app
}

function bareHttp(maxBodyBytes: number, requestTimeoutMs = REQUEST_TIMEOUT_MS): FastifyInstance {
  const app = fastify({
    bodyLimit: maxBodyBytes,
    // The server's own limit cannot be lifted for a request that streams: see limitBodyTime.
    requestTimeout: 0,
    routerOptions: { maxParamLength: MAX_PARAM_CHARACTERS },
    forceCloseConnections: true,
    genReqId: () => randomUUID(),
    frameworkErrors: answerFrameworkError,
    logger: false,
  })
  app.server.headersTimeout = requestTimeoutMs
  app.decorateRequest('bodyTimer', undefined)
  app.addHook('onRequest', async (request) => limitBodyTime(app, request, requestTimeoutMs))
  return app
}

function limitBodyTime(app: FastifyInstance, request: FastifyRequest, limitMs: number): void {
  const { headers, raw } = request
  if (headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0) return
  // As the server itself would: 408, and the connection is closed.
  const late = Object.assign(new Error('the body took too long'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' })
  const timer = setTimeout(() => app.server.emit('clientError', late, raw.socket), limitMs)
  request.bodyTimer = timer
  raw.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
}

/** A browser without a key is asked for one by its own dialog: any name, the key as the password. */
async function identify(access: Access, request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
  try {
    return await access.authorise(request)
  } catch (error) {
    if ((error as { status?: number }).status === 401) reply.header('www-authenticate', 'Basic realm="Relayscope", charset="UTF-8"')
    throw error
  }
}
