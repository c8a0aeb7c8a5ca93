/** What a host hands in and gets back where the SDK stands in its way, as types. */
import type { IncomingMessage, ServerResponse } from 'node:http'

export type ExpressMiddleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void
/** Takes part in the whole server it is registered in, not in a scope of its own. */
export type FastifyPlugin = (instance: object, options: unknown, done: (error?: Error) => void) => void
export type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown

/** Counts since `init`. Only what this instance exports itself; a host's own SDK has its own. */
export interface Stats {
  /** Spans that ended and were sampled. */
  readonly ended: number
  /** Spans that the server has answered for. */
  readonly exported: number
  /** Spans lost, by why. */
  readonly dropped: {
    /** The buffer was full. */
    readonly bufferFull: number
    /** The server refused them and would again. */
    readonly refused: number
    /** Every try failed. */
    readonly retriesExhausted: number
    /** Still waiting when the deadline of a shutdown passed. */
    readonly shutdown: number
  }
  readonly waitingSpans: number
  readonly waitingBytes: number
  readonly requests: number
  readonly retries: number
  /** Mistakes of the SDK itself that were kept away from the host. Not zero: please report it. */
  readonly internalErrors: number
  /** Why the last export failed, in a word or two; undefined after a success. */
  readonly lastFailure: string | undefined
}
