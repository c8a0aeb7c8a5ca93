/**
 * Routes as data. The server registers them, the OpenAPI document and the typed client are made from them, and nothing
 * else says what an endpoint takes or answers.
 */
import type { z } from 'zod'

export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Answer extends z.ZodType = z.ZodType,
> {
  /** Unique; the client's method name and OpenAPI's operationId. */
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With `:name` for parameters. */
  readonly path: string
  readonly tag: string
  readonly summary: string
  readonly description?: string
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  readonly answer: Answer
  /** Media types of the body. Default: application/json. */
  readonly bodyTypes?: readonly string[]
  /** Media types of the answer. Default: application/json. */
  readonly answerTypes?: readonly string[]
  /** What the caller must be allowed to do. */
  readonly scope: 'ingest' | 'metadata' | 'read' | 'write' | 'reveal' | 'admin' | 'public'
  /** Statuses of the problems this route may answer beside the usual 400, 401, 403, 404, 422, 429, 500 and 503. */
  readonly problems?: readonly number[]
}

/** Keeps the id as a type of its own: the client's methods are named by it. */
export function route<
  const Id extends string,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
>(definition: Route<Params, Query, Body, Answer> & { readonly id: Id }): Route<Params, Query, Body, Answer> & { readonly id: Id } {
  return definition
}
