/**
 * Errors that carry a code. Whether an error may pass on a second try is decided where it is born, as a property,
 * so that no caller reads messages.
 */
export class CodedError extends Error {
  readonly code: string
  readonly retryable: boolean

  constructor(code: string, message: string, options: { retryable?: boolean; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = options.retryable ?? false
  }
}

/** The engine refused or failed. `engineCode` is ClickHouse's number where it gave one, else 0. */
export class EngineError extends CodedError {
  readonly engineCode: number

  constructor(message: string, options: { engineCode?: number; retryable?: boolean; cause?: unknown } = {}) {
    super('engine_error', message, options)
    this.engineCode = options.engineCode ?? 0
  }
}

/** An answer for the client: becomes an RFC 9457 problem with this status. */
export class HttpError extends CodedError {
  readonly status: number
  readonly errors: readonly { path: string; message: string }[]
  readonly retryAfterSeconds: number | undefined

  constructor(
    status: number,
    code: string,
    detail: string,
    options: { errors?: { path: string; message: string }[]; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(code, detail, { retryable: options.retryAfterSeconds !== undefined, cause: options.cause })
    this.status = status
    this.errors = options.errors ?? []
    this.retryAfterSeconds = options.retryAfterSeconds
  }
}

/** A bug, not bad input: stops what is going on. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`bug: ${message}`)
}
