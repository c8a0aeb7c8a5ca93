/** Options and environment to one checked whole. A bad value is said once and its default taken. */
import type { Environment } from './environment.ts'
import type { Guard } from './guard.ts'
import type { ExportOptions, InitOptions } from './types.ts'

export interface Settings {
  enabled: boolean
  serviceName: string | undefined
  endpointGiven: boolean
  /** Where traces are posted; `undefined`: nowhere. */
  url: URL | undefined
  headers: Record<string, string>
  gzip: boolean
  captureContent: boolean
  maxContentLength: number
  maxSpans: number
  maxBytes: number
  export: Required<ExportOptions>
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318'

export function readSettings(options: InitOptions, environment: Environment, guard: Guard): Settings {
  const count = (name: string, given: unknown, fallback: number, least = 1) => checkCount(guard, name, given, fallback, least)
  const sending = options.export ?? {}
  return {
    enabled: options.enabled ?? !environment.disabled,
    serviceName: readText(guard, 'serviceName', options.serviceName),
    endpointGiven: options.endpoint !== undefined,
    url: environment.exporter === 'none' && options.endpoint === undefined ? undefined : readUrl(options, environment, guard),
    headers: readHeaders(options, environment, guard),
    gzip: environment.compression === 'gzip',
    captureContent: options.captureContent ?? readCapture(environment.captureContent),
    maxContentLength: count('maxContentLength', options.maxContentLength, 65_536),
    maxSpans: count('buffer.maxSpans', options.buffer?.maxSpans ?? environment.maxQueueSize, 8192),
    maxBytes: count('buffer.maxBytes', options.buffer?.maxBytes, 16 * 1024 * 1024),
    export: {
      timeoutMs: count('export.timeoutMs', sending.timeoutMs ?? environment.timeoutMs, 10_000),
      delayMs: count('export.delayMs', sending.delayMs ?? environment.scheduleDelayMs, 1_000, 0),
      maxAttempts: count('export.maxAttempts', sending.maxAttempts, 6),
      backoffMs: count('export.backoffMs', sending.backoffMs, 500),
      maxBackoffMs: count('export.maxBackoffMs', sending.maxBackoffMs, 30_000),
    },
  }
}

/** What the GenAI instrumentations of OpenTelemetry accept: a yes or no, or where content goes. */
function readCapture(given: string | undefined): boolean {
  return given === undefined || !/^(false|0|off|no_content|none)$/i.test(given)
}

function checkCount(guard: Guard, name: string, given: unknown, fallback: number, least: number): number {
  if (given === undefined) return fallback
  const value = typeof given === 'string' ? Number(given) : given
  if (typeof value === 'number' && value >= least && value <= Number.MAX_SAFE_INTEGER) return Math.floor(value)
  guard.warn(`option/${name}`, `${name} must be a number of at least ${least}; ${fallback} is used`)
  return fallback
}

function readText(guard: Guard, name: string, given: unknown): string | undefined {
  if (given === undefined) return undefined
  if (typeof given === 'string' && given.trim() !== '') return given.trim()
  guard.warn(`option/${name}`, `${name} must be a text that is not empty; it is left aside`)
  return undefined
}

function readUrl(options: InitOptions, environment: Environment, guard: Guard): URL {
  const whole = options.endpoint === undefined ? environment.tracesEndpoint : undefined
  const given = whole ?? options.endpoint ?? environment.endpoint ?? DEFAULT_ENDPOINT
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined
  if (url !== undefined && /^https?:$/.test(url.protocol)) {
    if (whole === undefined && !url.pathname.endsWith('/v1/traces')) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
    return url
  }
  guard.warn('option/endpoint', `the endpoint is not an http or https address; ${DEFAULT_ENDPOINT} is used`)
  return new URL('/v1/traces', DEFAULT_ENDPOINT)
}

const DECISIONS_PATH = '/api/v1/telemetry/decisions'

/** Beside where the spans go, unless another base address is given. `undefined`: nowhere. */
export function decisionsUrl(endpoint: string | undefined, { url: traces }: Settings, guard: Guard): URL | undefined {
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:$/.test(new URL(endpoint).protocol)))
    guard.warn('option/relaycore.endpoint', 'the endpoint of relaycore() is not an http or https address; it is left aside')
  else if (endpoint !== undefined) return beside(new URL(endpoint), /\/+$/)
  return traces && beside(new URL(traces), /(\/v1\/traces)?\/*$/)
}

function beside(url: URL, ending: RegExp): URL {
  url.pathname = `${url.pathname.replace(ending, '')}${DECISIONS_PATH}`
  return url
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/

function readHeaders(options: InitOptions, environment: Environment, guard: Guard): Record<string, string> {
  const pairs: [string, unknown][] = [...pairsOf(environment.headers), ...Object.entries(options.headers ?? {})]
  if (options.apiKey !== undefined) pairs.push(['authorization', `Bearer ${String(options.apiKey)}`])
  const headers: Record<string, string> = {}
  for (const [name, value] of pairs) {
    if (HEADER_NAME.test(name) && typeof value === 'string' && HEADER_VALUE.test(value)) headers[name.toLowerCase()] = value
    else guard.warn('option/headers', 'a header or the API key has characters that HTTP does not allow; it is left aside')
  }
  return headers
}

/** `a=b,c=d`, values percent-encoded. */
export function pairsOf(text: string | undefined): [string, string][] {
  return (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    const name = pair.slice(0, at).trim()
    return at <= 0 || name === '' ? [] : [[name, decoded(pair.slice(at + 1).trim())]]
  })
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
