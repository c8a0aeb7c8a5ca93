/** Times as people and links write them, made instants once per request. */
import type { Clock } from '../../kit/clock.ts'
import { HttpError } from '../../kit/errors.ts'

/** Nanoseconds since 1970 UTC; `fromNs` is in the range, `toNs` is not. */
export interface TimeRange {
  readonly fromNs: bigint
  readonly toNs: bigint
}

export const NS_PER_MS = 1_000_000n
export const NS_PER_SECOND = 1000n * NS_PER_MS
export const MINUTE_NS = 60_000_000_000n
export const HOUR_NS = 60n * MINUTE_NS
export const DAY_NS = 24n * HOUR_NS

const unitNs: Readonly<Record<string, bigint>> = { s: 1000n * NS_PER_MS, m: MINUTE_NS, h: HOUR_NS, d: DAY_NS, w: 7n * DAY_NS }

/** What the engine's time type can hold: from 1900 to 2262. Queries never look further. */
const EARLIEST_NS = -2_208_988_800_000_000_000n
const LATEST_NS = 2n ** 63n - 1n

export interface RangeOptions {
  /** Length of the range when `from` is absent. Default a day. */
  lengthNs?: bigint
  /** How far past now an absent `to` reaches, for lists: a sender's clock may be ahead of ours. Default 0. */
  aheadNs?: bigint
  /** Longer ranges are refused. */
  longestNs?: bigint
}

/** Throws 422 for what is no time and for a range that holds nothing. */
export function resolveRange(
  range: { from?: string | undefined; to?: string | undefined },
  clock: Clock,
  options: RangeOptions = {},
): TimeRange {
  const nowNs = clock.nowNs()
  const toNs = range.to === undefined ? nowNs + (options.aheadNs ?? 0n) : timeOf('to', range.to, nowNs)
  const fromNs = range.from === undefined ? (toNs < nowNs ? toNs : nowNs) - (options.lengthNs ?? DAY_NS) : timeOf('from', range.from, nowNs)
  if (fromNs >= toNs) throw invalid('from', 'from must be before to')
  if (options.longestNs !== undefined && toNs - fromNs > options.longestNs) {
    throw invalid('from', `this question is answered for at most ${options.longestNs / DAY_NS} days; narrow the range`)
  }
  return { fromNs, toNs }
}

function timeOf(path: string, text: string, nowNs: bigint): bigint {
  return readTime(text, nowNs) ?? reject(invalid(path, `${JSON.stringify(text.slice(0, 60))} is not a time; write ISO 8601 or now-1h`))
}

/** ISO 8601 (UTC where no zone is said), `now`, `now-1h`, or the digits of seconds to nanoseconds since 1970. */
export function readTime(text: string, nowNs: bigint): bigint | undefined {
  const relative = /^now(?:([-+])(\d{1,6})([smhdw]))?$/.exec(text)
  if (relative) {
    const [, sign, count = '0', unit = 's'] = relative
    const shift = BigInt(count) * (unitNs[unit] ?? 0n)
    return held(sign === '-' ? nowNs - shift : nowNs + shift)
  }
  if (/^\d{10,19}$/.test(text)) return held(BigInt(text) * 10n ** BigInt(epochScale(text.length)))
  return readIso(text)
}

/** Ten digits are seconds until the year 2286, thirteen are milliseconds, sixteen microseconds, nineteen nanoseconds. */
function epochScale(digits: number): number {
  if (digits <= 11) return 9
  if (digits <= 14) return 6
  return digits <= 17 ? 3 : 0
}

function readIso(text: string): bigint | undefined {
  const [, day, clock = '00:00', seconds = '00', fraction = '', zone = 'Z'] =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9})\d*)?)?)?(Z|[-+]\d{2}:?\d{2})?$/.exec(text) ?? []
  if (day === undefined) return undefined
  const ms = Date.parse(`${day}T${clock}:${seconds}${zone.replace(/^([-+]\d{2})(\d{2})$/, '$1:$2')}`)
  return Number.isNaN(ms) ? undefined : held(BigInt(ms) * NS_PER_MS + BigInt(fraction.padEnd(9, '0')))
}

function held(ns: bigint): bigint {
  if (ns < EARLIEST_NS) return EARLIEST_NS
  return ns > LATEST_NS ? LATEST_NS : ns
}

/** As answers show it: UTC, with milliseconds, or with more digits where the instant has them. */
export function isoTime(ns: bigint): string {
  const ms = ns / NS_PER_MS - (ns % NS_PER_MS < 0n ? 1n : 0n)
  const text = new Date(Number(ms)).toISOString()
  const finer = ns - ms * NS_PER_MS
  return finer === 0n ? text : `${text.slice(0, -1)}${String(finer).padStart(6, '0').replace(/0+$/, '')}Z`
}

const NS_DIGITS = 6

/**
 * Start and end of something as ISO texts, from whole nanoseconds as the engine writes them. The same as `isoTime` twice,
 * without big integers where plain numbers are exact: a trace may have tens of thousands of spans.
 */
export function isoTimes(startNs: string, durationNs: string): { startTime: string; endTime: string } {
  const duration = Number(durationNs)
  if (startNs.length <= NS_DIGITS || startNs.startsWith('-') || !Number.isSafeInteger(duration)) {
    const start = BigInt(startNs)
    return { startTime: isoTime(start), endTime: isoTime(start + BigInt(durationNs)) }
  }
  const startMs = Number(startNs.slice(0, -NS_DIGITS))
  const startRest = Number(startNs.slice(-NS_DIGITS))
  const rest = startRest + (duration % 1e6)
  const endMs = startMs + Math.floor(duration / 1e6) + (rest < 1e6 ? 0 : 1)
  return { startTime: isoOfParts(startMs, startRest), endTime: isoOfParts(endMs, rest < 1e6 ? rest : rest - 1e6) }
}

function isoOfParts(ms: number, restNs: number): string {
  const text = new Date(ms).toISOString()
  return restNs === 0 ? text : `${text.slice(0, -1)}${String(restNs).padStart(NS_DIGITS, '0').replace(/0+$/, '')}Z`
}

const roundStepsMs = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((seconds) => seconds * 1000),
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60_000),
  [1, 2, 3, 6, 12].map((hours) => hours * 3_600_000),
  [1, 2, 7, 14, 28, 91, 364].map((days) => days * 86_400_000),
)

/** A round step that cuts the range into about `wanted` parts, never more than twice as many. */
export function stepNs({ fromNs, toNs }: TimeRange, wanted: number): bigint {
  const exactMs = Number((toNs - fromNs) / NS_PER_MS) / wanted
  const round = roundStepsMs.find((step) => step >= exactMs) ?? Math.ceil(exactMs / 86_400_000) * 86_400_000
  return BigInt(round) * NS_PER_MS
}

function invalid(path: string, message: string): HttpError {
  return new HttpError(422, 'invalid_range', message, { errors: [{ path, message }] })
}

function reject(error: Error): never {
  throw error
}
