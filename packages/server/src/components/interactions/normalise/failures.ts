/** How a call failed, from whatever is there: the span's status, its exception, an HTTP status, or the words of a message. */
import { STATUS, type SpanRecord } from '../../../flows/ingest/records.ts'
import type { Failure } from './reading.ts'

const MESSAGE_LENGTH = 8192
const TIMEOUT = /time[sd]?[ _-]?out|timeout|deadline[ _]exceeded|ETIMEDOUT|\baborted due to time/i

/** The failure a span tells of, or undefined. `unset`: a span whose status says nothing counts when it has an exception. */
export function spanFailure(span: SpanRecord): Failure | undefined {
  const exception = exceptionOf(span)
  const type = span.attributes.text('error.type')
  const httpStatus = span.attributes.number('http.response.status_code') ?? span.attributes.number('http.status_code') ?? 0
  const said = span.status === STATUS.error || span.status === STATUS.timeout
  if (!said && type === undefined && exception === undefined) return undefined
  const message = span.statusMessage || exception?.message || span.attributes.text('error.message') || ''
  const failure = failureOf(message, type ?? exception?.type ?? '', httpStatus)
  if (span.status === STATUS.timeout) failure.timedOut = true
  return failure
}

/** From a message alone, with a type and HTTP status where they are known. */
export function failureOf(message: string, type = '', httpStatus = 0): Failure {
  const head = message.slice(0, 2048)
  const code =
    httpStatus >= 400
      ? String(Math.trunc(httpStatus))
      : (statusIn(head) ?? (/^[45]\d\d$/.test(type) ? type : undefined) ?? codeIn(head) ?? '')
  const plainType = type === '' || type === 'Error' || /^\d+$/.test(type) ? (typeIn(head) ?? (type === 'Error' ? 'Error' : '')) : type
  const timedOut = code === '408' || code === '504' || TIMEOUT.test(type) || TIMEOUT.test(head.slice(0, 200))
  return { type: plainType.slice(0, 200), code: code.slice(0, 100), message: message.slice(0, MESSAGE_LENGTH), timedOut }
}

/** Fields of the first that are missing come from the others. */
export function mergeFailures(failures: readonly Failure[]): Failure | undefined {
  if (failures.length === 0) return undefined
  const pick = (field: 'type' | 'code' | 'message') => failures.find((failure) => failure[field] !== '')?.[field] ?? ''
  const type = failures.find((failure) => failure.type !== '' && failure.type !== 'Error')?.type ?? pick('type')
  const code = failures.find((failure) => /^[45]\d\d$/.test(failure.code))?.code ?? pick('code')
  return { type, code, message: pick('message'), timedOut: failures.some((failure) => failure.timedOut) }
}

/**
 * Whether a failure of an application's own step is a model API's refusal: the call's own span may never have been
 * exported. Only the words of the providers' libraries count.
 */
export function looksLikeModelError({ type, code, message }: Failure): boolean {
  if (
    /^(RateLimit|APIConnection|APIStatus|APIError|APICall|AI_APICall|InternalServer|Authentication|BadRequest|Overloaded|APIConnectionTimeout|APITimeout|APIUserAbort|ContentFilter)/.test(
      type,
    )
  )
    return true
  if (/^(rate_limit|insufficient_quota|server_error|overloaded|context_length|content_filter|invalid_api_key|model_not_found)/.test(type))
    return true
  return /^[45]\d\d$/.test(code) && /^(Error: )?[45]\d\d /.test(message)
}

function exceptionOf(span: SpanRecord): { type: string; message: string } | undefined {
  for (let at = span.events.length - 1; at >= 0; at--) {
    const { name, attributes } = span.events[at]
    if (name !== 'exception' && name !== 'gen_ai.client.operation.exception') continue
    return { type: attributes.text('exception.type') ?? '', message: attributes.text('exception.message') ?? '' }
  }
  return undefined
}

/** `429 Rate limit ...`, `Error code: 429 - ...`, `status code 503`. */
function statusIn(message: string): string | undefined {
  const found =
    /^(?:[A-Za-z_.]{0,60}(?:Error|Exception)?: ?)?([45]\d\d)\b/.exec(message) ??
    /\b(?:status|error)(?:[ _]?code)?["']?[ :=]{1,3}([45]\d\d)\b/i.exec(message)
  return found?.[1]
}

/** Of an error body quoted in the message. */
function codeIn(message: string): string | undefined {
  return /"code"\s*:\s*"([\w.-]{1,80})"/.exec(message)?.[1]
}

function typeIn(message: string): string | undefined {
  const quoted = [...message.matchAll(/"type"\s*:\s*"([\w.-]{1,80})"/g)].map((found) => found[1])
  return quoted.find((type) => type !== 'error') ?? /^([A-Z]\w{0,60}(?:Error|Exception))\b/.exec(message)?.[1]
}
