/**
 * Every code a problem answer may carry. A code is a promise: programs branch on it, so it keeps its meaning and its
 * status for good; the wording of `detail` may change. docs/reference/errors.md says the same to people.
 */
export interface ErrorKind {
  readonly status: number
  readonly title: string
  /** What the caller can do about it. */
  readonly advice: string
}

export const ERRORS = {
  bad_request: {
    status: 400,
    title: 'Bad request',
    advice: 'The request is not valid HTTP for this endpoint: check the address, its encoding and the headers.',
  },
  invalid_json: {
    status: 400,
    title: 'The body is not JSON',
    advice: 'Send valid JSON, or `application/x-ndjson` with one JSON value per line. Nothing of the body was kept.',
  },
  undecodable: {
    status: 400,
    title: 'The body cannot be decoded',
    advice: 'Content-Type and Content-Encoding must say what the body is. Nothing of the body was kept.',
  },
  aborted: {
    status: 400,
    title: 'The body ended early',
    advice: 'The connection closed before the whole body had arrived. Send it again.',
  },
  unauthenticated: {
    status: 401,
    title: 'A key is needed',
    advice: 'Send `Authorization: Bearer <key>`, or Basic authentication with the key as the password.',
  },
  forbidden: { status: 403, title: 'Not allowed', advice: 'The key is valid and lacks the right that this endpoint asks for.' },
  forbidden_origin: {
    status: 403,
    title: 'Not allowed from this address',
    advice: 'Without keys the server answers only what comes from its own address. Open it by that address, or turn keys on.',
  },
  not_found: { status: 404, title: 'Not found', advice: 'There is no such record in this project, or it is older than what is kept.' },
  no_such_route: { status: 404, title: 'No such endpoint', advice: 'Compare the path with /docs.' },
  method_not_allowed: { status: 405, title: 'Method not allowed', advice: 'The path exists; the `Allow` header names the methods it has.' },
  conflict: {
    status: 409,
    title: 'Conflict',
    advice: 'The record was changed by somebody else or exists already. Read it again, then repeat.',
  },
  too_large: { status: 413, title: 'Too large', advice: 'Send fewer records per request. The limit counts after decompression too.' },
  address_too_long: { status: 414, title: 'The address is too long', advice: 'Shorten the path.' },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    advice: 'Use `application/json`, and gzip or no compression; submit endpoints also take `application/x-ndjson`.',
  },
  invalid_request: {
    status: 422,
    title: 'The request breaks the schema',
    advice: '`errors` names every field that is wrong. The schemas are at /docs.',
  },
  invalid_search: { status: 422, title: 'The search cannot be read', advice: '`errors` says where in `q` the mistake is.' },
  invalid_range: {
    status: 422,
    title: 'The time range cannot be used',
    advice: '`from` must be before `to`; both are ISO 8601, `now`, or `now-1h`.',
  },
  invalid_formula: { status: 422, title: 'The formula cannot be read', advice: '`errors` says where the mistake is.' },
  too_many_rows: {
    status: 422,
    title: 'The answer would be too large',
    advice: 'Narrow the range, make the step longer, group by fewer tags, or filter.',
  },
  invalid_cursor: {
    status: 422,
    title: 'The cursor cannot be used',
    advice: 'A cursor belongs to the search that gave it. Start again without it.',
  },
  partly_written: {
    status: 400,
    title: 'Not all was written',
    advice: '`errors` says what was not taken and why; the rest is stored. Sending the same again gives the same answer.',
  },
  invalid_policy: {
    status: 422,
    title: 'The policy cannot be used',
    advice: '`errors` names every mistake with its place in the document. Nothing was stored.',
  },
  nothing_accepted: {
    status: 422,
    title: 'No record was accepted',
    advice: '`errors` says what is wrong with each record. Sending the same again gives the same answer.',
  },
  overloaded: {
    status: 503,
    title: 'Too much at once',
    advice: 'Nothing was kept. Send the same request again after `Retry-After` seconds.',
  },
  internal_error: { status: 500, title: 'Internal error', advice: "This is a bug. The server's log has the details under `requestId`." },
  not_fetched: {
    status: 502,
    title: 'The other server did not give it',
    advice: '`detail` says what happened. Check that the address can be reached from this server and answers what is expected.',
  },
  unavailable: {
    status: 503,
    title: 'Not available now',
    advice: 'Something this needs does not answer. The same request may succeed after `Retry-After` seconds.',
  },
  store_failed: {
    status: 503,
    title: 'Not stored',
    advice: 'The engine did not store the records, so they are not acknowledged. Send the same request again after `Retry-After` seconds.',
  },
  time_limit: { status: 503, title: 'It took too long', advice: 'Narrow the time range or the search, or try again.' },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

export function errorKind(code: string): ErrorKind | undefined {
  return Object.hasOwn(ERRORS, code) ? ERRORS[code as ErrorCode] : undefined
}
