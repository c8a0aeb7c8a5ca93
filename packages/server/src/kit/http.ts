/** Contract routes on the HTTP server: validation, rights, answers and problems, the same for every room. */
import { Readable } from 'node:stream'
import type { ErrorCode, Problem, Route } from '@relayscope/contract'
import { ERRORS } from '@relayscope/contract'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { HttpError } from './errors.ts'
import { issuesOf } from './issues.ts'
import type { Log } from './log.ts'
import type { Principal } from './principal.ts'
import { problemOf } from './problem.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Set by a hook of the composition root before any route runs; absent where that hook lets everybody through. */
    principal: Principal | undefined
    /** Ends the request if its body takes too long. Who takes a body that has no end clears it, and sets limits of its own. */
    bodyTimer: NodeJS.Timeout | undefined
  }
  interface FastifyInstance {
    /** For tests: every answer must be what the contract says. Costs time, so it is off in production. */
    checksAnswers: boolean
  }
}

export interface Call<Params, Query, Body> {
  params: Params
  query: Query
  body: Body
  principal: Principal
  request: FastifyRequest
  reply: FastifyReply
}

export interface ProblemOptions {
  log?: Log
  checkAnswers?: boolean
  /** Asked before a request for an unknown path gets a 404; true when it was answered (a page of the UI). */
  answerUnknown?: (request: FastifyRequest, reply: FastifyReply) => boolean
}

/** Who asks where nobody has to say who they are. */
const ANYBODY: Principal = { project: '', name: 'anybody', scopes: new Set() }

export function serve<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B, A>,
  handler: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => z.output<A> | Promise<z.output<A>>,
): void {
  app.route({
    method: route.method,
    url: route.path,
    onRequest: async (request) => requireScope(request, route),
    handler: async (request, reply) => {
      const answer = await handler(callOf(route, request, reply))
      if (reply.sent) return reply
      if (app.checksAnswers) checkAnswer(route, answer)
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
      return answer === undefined ? reply.code(204).send() : reply.send(answer)
    },
  })
}

export interface ServedFile {
  contentType: string
  /** Ours, never the client's: it stands in a header. */
  name: string
  body: AsyncIterable<string | Uint8Array>
}

/** A route whose answer is a file of any length, read as fast as the client takes it. */
export function serveFile<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  app: FastifyInstance,
  route: Route<P, Q, B>,
  handler: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<ServedFile>,
): void {
  app.route({
    method: route.method,
    url: route.path,
    onRequest: async (request) => requireScope(request, route),
    handler: async (request, reply) => {
      const { contentType, name, body } = await handler(callOf(route, request, reply))
      return reply
        .type(contentType)
        .header('content-disposition', `attachment; filename="${name}"`)
        .header('cache-control', 'no-store')
        .send(Readable.from(body, { objectMode: false }))
    },
  })
}

function callOf<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType>(
  route: Route<P, Q, B>,
  request: FastifyRequest,
  reply: FastifyReply,
): Call<z.output<P>, z.output<Q>, z.output<B>> {
  const params = read(route.params, request.params, 'params') as z.output<P>
  const query = read(route.query, request.query, 'query') as z.output<Q>
  const body = read(route.body, request.body, 'body') as z.output<B>
  return { params, query, body, principal: request.principal ?? ANYBODY, request, reply }
}

/** 401 when nobody is known, 403 when the one who asks may not do this. */
export function requireScope(request: FastifyRequest, { scope }: Pick<Route, 'scope'>): void {
  if (scope === 'public') return
  if (request.principal === undefined) throw httpError('unauthenticated', 'this endpoint needs a key')
  const { scopes } = request.principal
  // Who may see everything may see a part of it.
  if (!scopes.has(scope) && !(scope === 'metadata' && scopes.has('read')))
    throw httpError('forbidden', `this endpoint needs the right "${scope}", which the key does not have`)
}

/** An HttpError with the status that the table of codes gives it. */
export function httpError(code: ErrorCode, detail: string, options?: ConstructorParameters<typeof HttpError>[3]): HttpError {
  return new HttpError(ERRORS[code].status, code, detail, options)
}

function read(schema: z.ZodType | undefined, value: unknown, part: 'params' | 'query' | 'body'): unknown {
  if (schema === undefined) return undefined
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = issuesOf(result.error)
  // A path with an impossible id names something that cannot exist.
  if (part === 'params') throw httpError('not_found', 'there is nothing at this address', { errors })
  const [first] = errors
  const where = first?.path ? `${first.path}: ` : ''
  throw httpError('invalid_request', `the ${part} is not what this endpoint takes: ${where}${first?.message ?? 'invalid'}`, { errors })
}

function checkAnswer(route: Route, answer: unknown): void {
  const sent = JSON.stringify(answer)
  const result = route.answer.safeParse(sent === undefined ? undefined : JSON.parse(sent))
  if (result.success) return
  const [first] = issuesOf(result.error)
  throw new Error(`bug: the answer of ${route.id} breaks the contract at ${first?.path}: ${first?.message}`)
}

/** To be called before any route is registered: it keeps the list from which 405 and Allow are answered. */
export function registerProblemHandlers(app: FastifyInstance, options: ProblemOptions = {}): void {
  const paths = rememberPaths(app)
  if (!app.hasRequestDecorator('principal')) app.decorateRequest('principal', undefined)
  app.decorate('checksAnswers', options.checkAnswers ?? false)
  app.removeContentTypeParser('text/plain')
  app.setNotFoundHandler((request, reply) => {
    if (options.answerUnknown?.(request, reply)) return reply
    return sendProblem(request, reply, unknownPath(paths, request), options.log)
  })
  app.setErrorHandler((error, request, reply) => {
    // Without a route, the path is what is wrong, whatever else is wrong with the request.
    const shown = request.is404 && !(error instanceof HttpError) ? unknownPath(paths, request) : error
    return sendProblem(request, reply, shown, options.log)
  })
}

/** For errors that the HTTP library meets before there is a route: the option `frameworkErrors`. */
export function answerFrameworkError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  void sendProblem(request, reply, error, undefined)
}

/** `more`: members that this kind of problem has beside the usual ones. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  error: unknown,
  log: Log | undefined,
  more: Partial<Problem> = {},
): FastifyReply {
  const { problem, retryAfterSeconds, unexpected } = problemOf(error, request.id)
  if (unexpected) log?.error({ requestId: request.id, method: request.method, route: request.routeOptions?.url, error }, 'a request failed')
  if (retryAfterSeconds !== undefined) reply.header('retry-after', String(retryAfterSeconds))
  if (error instanceof MethodError) reply.header('allow', error.allowed)
  return sendProblemBody(reply, { ...problem, ...more })
}

function sendProblemBody(reply: FastifyReply, problem: Problem): FastifyReply {
  return reply.code(problem.status).header('cache-control', 'no-store').type('application/problem+json').send(JSON.stringify(problem))
}

class MethodError extends HttpError {
  readonly allowed: string

  constructor(allowed: string) {
    super(405, 'method_not_allowed', `this path takes ${allowed}`)
    this.allowed = allowed
  }
}

type KnownPaths = Map<string, { pattern: RegExp; methods: Set<string> }>

function rememberPaths(app: FastifyInstance): KnownPaths {
  const paths: KnownPaths = new Map()
  app.addHook('onRoute', ({ url, method }) => {
    const known = paths.get(url) ?? { pattern: patternOf(url), methods: new Set() }
    for (const each of [method].flat()) known.methods.add(each)
    paths.set(url, known)
  })
  return paths
}

function patternOf(url: string): RegExp {
  const source = url
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replace(/:[^/]+/g, '[^/]+')
    .replaceAll('*', '.*')
  return new RegExp(`^${source}$`)
}

function unknownPath(paths: KnownPaths, request: FastifyRequest): HttpError {
  const [path = ''] = request.url.split('?', 1)
  const methods = new Set<string>()
  for (const known of paths.values()) if (known.pattern.test(path)) for (const method of known.methods) methods.add(method)
  if (methods.size > 0 && !methods.has(request.method)) return new MethodError([...methods].sort().join(', '))
  return httpError('no_such_route', 'there is no such endpoint; see /docs')
}
