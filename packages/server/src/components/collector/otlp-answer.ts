/** From a receipt to what OTLP answers, on either transport: the rules of its specification's "OTLP Response" sections. */
import { type Receipt, UndecodableError } from '../../flows/ingest/intake.ts'
import { HttpError } from '../../kit/errors.ts'
import type { OtlpEncoding, OtlpSignal } from './otlp/encoding.ts'
import { bytesField, textField, varintField } from './otlp/protobuf-writer.ts'
import { CODE, encodeStatus, type Failure, shortMessage } from './otlp/rpc-status.ts'

export interface HttpAnswer {
  status: number
  body: Buffer
  retryAfterSeconds?: number
}

export interface GrpcFailure {
  code: number
  message: string
  /** google.rpc.Status, for the trailer `grpc-status-details-bin`. */
  status: Buffer
}

export type GrpcAnswer = { body: Buffer } | GrpcFailure

/** What a request with its own outcome told: how many were rejected, and why. */
interface Refused {
  rejected: number
  message: string
}

const RECORD_NAMES: Record<OtlpSignal, { rejectedField: string; records: string }> = {
  traces: { rejectedField: 'rejectedSpans', records: 'spans' },
  logs: { rejectedField: 'rejectedLogRecords', records: 'log records' },
  metrics: { rejectedField: 'rejectedDataPoints', records: 'data points' },
}

const REASONS_NAMED = 10
const DEFAULT_RETRY_SECONDS = 1

export function httpAnswer(receipt: Receipt, signal: OtlpSignal, encoding: OtlpEncoding): HttpAnswer {
  const failure = failureOf(receipt)
  return failure ? httpFailure(failure, encoding) : { status: 200, body: encodeResponse(partialOf(receipt, signal), signal, encoding) }
}

export function httpFailure(failure: Failure, encoding: OtlpEncoding): HttpAnswer {
  return { status: failure.httpStatus, body: encodeStatus(failure, encoding), retryAfterSeconds: failure.retryAfterSeconds }
}

export function grpcAnswer(receipt: Receipt, signal: OtlpSignal): GrpcAnswer {
  const failure = failureOf(receipt)
  return failure ? grpcFailure(failure) : { body: encodeResponse(partialOf(receipt, signal), signal, 'protobuf') }
}

export function grpcFailure(failure: Failure): GrpcFailure {
  return { code: failure.code, message: shortMessage(failure.message), status: encodeStatus(failure, 'protobuf') }
}

/** The Export…ServiceResponse of all signals has the same shape. `partial` stays unset where nothing was rejected. */
function encodeResponse(partial: Refused | undefined, signal: OtlpSignal, encoding: OtlpEncoding): Buffer {
  if (partial === undefined) return Buffer.from(encoding === 'json' ? '{}' : '')
  const message = shortMessage(partial.message)
  if (encoding === 'protobuf') return bytesField(1, Buffer.concat([varintField(1, partial.rejected), textField(2, message)]))
  // 64-bit integers are text in the proto3 JSON mapping.
  return Buffer.from(
    JSON.stringify({ partialSuccess: { [RECORD_NAMES[signal].rejectedField]: String(partial.rejected), errorMessage: message } }),
  )
}

/** All rejected is a partial success too: the request itself was understood, and must not be sent again. */
function partialOf({ accepted, rejected, errors }: Receipt, signal: OtlpSignal): Refused | undefined {
  if (rejected === 0) return undefined
  const reasons = errors.slice(0, REASONS_NAMED).map(({ path, message }) => `${path} ${message}`)
  if (rejected > reasons.length) reasons.push(`and ${rejected - reasons.length} more`)
  return { rejected, message: `${rejected} of ${accepted + rejected} ${RECORD_NAMES[signal].records} were rejected: ${reasons.join('; ')}` }
}

function failureOf(receipt: Receipt): Failure | undefined {
  const { message, retryAfterSeconds = DEFAULT_RETRY_SECONDS } = receipt
  switch (receipt.outcome) {
    case 'stored':
    case 'repeated':
    case 'refused':
      return undefined
    case 'undecodable':
      return undecodable(message ?? 'the body could not be decoded')
    case 'too_large':
      return { httpStatus: 413, code: CODE.resourceExhausted, message: message ?? 'the body is too large' }
    case 'overloaded':
    case 'failed':
      return {
        httpStatus: 503,
        code: CODE.unavailable,
        message: message ?? 'not stored; send it again later',
        retryAfterSeconds: Math.max(1, Math.ceil(retryAfterSeconds)),
      }
  }
}

function undecodable(message: string): Failure {
  return { httpStatus: 400, code: CODE.invalidArgument, message, badField: 'body' }
}

/** Of anything thrown on the way. What is not meant for the client is not told. */
export function failureOfError(error: unknown): Failure {
  if (error instanceof HttpError) {
    const { status, message, retryAfterSeconds } = error
    return { httpStatus: status, code: codeOf(status), message, retryAfterSeconds: retryAfterSeconds ?? defaultRetry(status) }
  }
  if (error instanceof UndecodableError) return undecodable(error.message)
  const status = (error as { statusCode?: unknown } | undefined)?.statusCode
  if (typeof status === 'number' && status >= 400 && status < 500)
    return { httpStatus: status, code: codeOf(status), message: (error as Error).message }
  return { httpStatus: 500, code: CODE.internal, message: 'internal error' }
}

function defaultRetry(status: number): number | undefined {
  return status === 429 || status === 503 ? DEFAULT_RETRY_SECONDS : undefined
}

function codeOf(httpStatus: number): number {
  switch (httpStatus) {
    case 401:
      return CODE.unauthenticated
    case 403:
      return CODE.permissionDenied
    case 404:
      return CODE.notFound
    case 405:
      return CODE.unimplemented
    case 413:
    case 429:
      return CODE.resourceExhausted
    case 502:
    case 503:
    case 504:
      return CODE.unavailable
    default:
      return httpStatus < 500 ? CODE.invalidArgument : CODE.internal
  }
}
