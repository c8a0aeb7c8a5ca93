/** google.rpc.Status with the two details OTLP names, in both encodings. */
import type { OtlpEncoding } from './encoding.ts'
import { bytesField, textField, varintField } from './protobuf-writer.ts'

/** Numbers of google.rpc.Code, which are gRPC's. */
export const CODE = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const

/** What went wrong with a whole request, for either transport. */
export interface Failure {
  httpStatus: number
  code: number
  message: string
  /** What of the request is bad: becomes a BadRequest detail. */
  badField?: string
  /** Says that the same request may be sent again, and when: becomes a RetryInfo detail. */
  retryAfterSeconds?: number
}

const BAD_REQUEST = 'type.googleapis.com/google.rpc.BadRequest'
const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo'

/** OTLP limits what is answered: 4 MiB, the message to be cut first. With this bound on it nothing else is needed. */
const MAX_MESSAGE_BYTES = 4096

export function encodeStatus(failure: Failure, encoding: OtlpEncoding): Buffer {
  const { code, badField, retryAfterSeconds } = failure
  const message = shortMessage(failure.message)
  if (encoding === 'json') {
    const details = [
      ...(badField === undefined ? [] : [{ '@type': BAD_REQUEST, fieldViolations: [{ field: badField, description: message }] }]),
      ...(retryAfterSeconds === undefined ? [] : [{ '@type': RETRY_INFO, retryDelay: `${retryAfterSeconds}s` }]),
    ]
    return Buffer.from(JSON.stringify({ code, message, ...(details.length > 0 ? { details } : {}) }))
  }
  const parts = [varintField(1, code), textField(2, message)]
  if (badField !== undefined) parts.push(detail(BAD_REQUEST, bytesField(1, Buffer.concat([textField(1, badField), textField(2, message)]))))
  if (retryAfterSeconds !== undefined) parts.push(detail(RETRY_INFO, bytesField(1, varintField(1, retryAfterSeconds))))
  return Buffer.concat(parts)
}

function detail(type: string, value: Uint8Array): Buffer {
  return bytesField(3, Buffer.concat([textField(1, type), bytesField(2, value)]))
}

/** Cut between characters, and without lone surrogates. */
export function shortMessage(message: string): string {
  const bytes = Buffer.from(message)
  if (bytes.length <= MAX_MESSAGE_BYTES) return bytes.toString()
  let end = MAX_MESSAGE_BYTES - 3
  while (end > 0 && (bytes[end] & 0xc0) === 0x80) end--
  return `${bytes.toString('utf8', 0, end)}…`
}
