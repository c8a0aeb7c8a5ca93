/**
 * Any error as an RFC 9457 problem. What the client may read is decided here: texts of our own errors, and fixed sentences
 * for everything else. No engine text, no stack and no byte that a client sent gets out through an unforeseen error.
 */
import { type ErrorCode, errorKind, ERRORS, type Problem } from '@relayscope/contract'
import { CodedError, EngineError, HttpError } from './errors.ts'

export interface ProblemAnswer {
  problem: Problem
  retryAfterSeconds: number | undefined
  /** Nobody foresaw this: it belongs in the log. */
  unexpected: boolean
}

const RETRY_AFTER_SECONDS = 1

/** Codes of the HTTP library for what a client did wrong. */
const LIBRARY_CODES: Readonly<Record<string, [ErrorCode, string]>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ['too_large', 'the body is larger than this server takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['unsupported_media_type', 'this endpoint does not take that Content-Type'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'the body is not as long as Content-Length says'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['invalid_json', 'the body is empty, and JSON was announced'],
  FST_ERR_CTP_INVALID_JSON_BODY: ['invalid_json', 'the body is not valid JSON'],
  FST_ERR_BAD_URL: ['bad_request', 'the address is not a valid URL'],
  FST_ERR_MAX_PARAM_LENGTH: ['address_too_long', 'a part of the path is too long'],
  FST_ERR_NOT_FOUND: ['no_such_route', 'there is no such endpoint'],
}

export function problemOf(error: unknown, requestId: string): ProblemAnswer {
  if (error instanceof HttpError) {
    const known = errorKind(error.code)
    const errors = error.errors.length > 0 ? error.errors.map(({ path, message }) => ({ path, message })) : undefined
    const problem = makeProblem(error.code, error.status, known?.title ?? 'Error', error.message, requestId, errors)
    return { problem, retryAfterSeconds: error.retryAfterSeconds, unexpected: false }
  }
  if (error instanceof CodedError && error.retryable) {
    const slow = error.code === 'time_limit'
    const detail = slow ? 'the answer took longer than is allowed' : 'a part of the server did not answer; nothing was changed'
    return { ...known(slow ? 'time_limit' : 'unavailable', detail, requestId), retryAfterSeconds: RETRY_AFTER_SECONDS, unexpected: true }
  }
  if (error instanceof EngineError)
    return { ...known('internal_error', 'the storage engine refused the request', requestId), unexpected: true }
  return (
    ofLibrary(error, requestId) ?? { ...known('internal_error', 'something went wrong inside the server', requestId), unexpected: true }
  )
}

function ofLibrary(error: unknown, requestId: string): ProblemAnswer | undefined {
  if (!(error instanceof Error)) return undefined
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown }
  const [errorCode, detail] = LIBRARY_CODES[typeof code === 'string' ? code : ''] ?? []
  if (errorCode !== undefined && detail !== undefined) return known(errorCode, detail, requestId)
  if (error instanceof SyntaxError && statusCode === 400)
    return known('invalid_json', `the body is not valid JSON${jsonPlace(error)}`, requestId)
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return known('bad_request', 'the request cannot be read', requestId)
  return undefined
}

/** Where a JSON text breaks, without the text that the engine's own message quotes. */
export function jsonPlace(error: SyntaxError): string {
  const position = /at position (\d+)/.exec(error.message)?.[1]
  return position === undefined ? '' : `, it breaks at character ${position}`
}

function known(code: ErrorCode, detail: string, requestId: string): ProblemAnswer {
  const { status, title } = ERRORS[code]
  return { problem: makeProblem(code, status, title, detail, requestId), retryAfterSeconds: undefined, unexpected: false }
}

function makeProblem(code: string, status: number, title: string, detail: string, requestId: string, errors?: Problem['errors']): Problem {
  return { type: `/docs/errors#${code}`, title, status, code, detail, requestId, ...(errors && { errors }) }
}
