/** The range of time a page looks at, as the texts the API and the URL use: `now-1h`, `now`, or an ISO instant. */
import { formatDay, formatMinute, type Zone } from './instant.ts'

export interface TimeRange {
  readonly from: string
  readonly to: string
}

export interface Preset extends TimeRange {
  readonly label: string
  readonly short: string
}

export const DEFAULT_RANGE: TimeRange = { from: 'now-24h', to: 'now' }

export const PRESETS: readonly Preset[] = [
  { label: 'Last 15 minutes', short: '15m', from: 'now-15m', to: 'now' },
  { label: 'Last 1 hour', short: '1h', from: 'now-1h', to: 'now' },
  { label: 'Last 6 hours', short: '6h', from: 'now-6h', to: 'now' },
  { label: 'Last 24 hours', short: '24h', from: 'now-24h', to: 'now' },
  { label: 'Last 7 days', short: '7d', from: 'now-7d', to: 'now' },
  { label: 'Last 30 days', short: '30d', from: 'now-30d', to: 'now' },
]

export const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }
const UNIT_NAMES: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

const RELATIVE = /^now(?:([-+])(\d{1,6})([smhdw]))?$/

/** The form the API accepts. What is not of it is dropped from the URL. */
export function isTimeText(text: string): boolean {
  return RELATIVE.test(text) || (/^\d{4}-\d{2}-\d{2}/.test(text) && !Number.isNaN(Date.parse(text))) || /^\d{13}$/.test(text)
}

export function resolveTime(text: string, nowMs: number): number {
  const match = RELATIVE.exec(text)
  if (!match) return /^\d{13}$/.test(text) ? Number(text) : Date.parse(text)
  const [, sign, amount = '0', unit = 's'] = match
  const length = Number(amount) * (UNIT_MS[unit] ?? 0)
  return sign === '-' ? nowMs - length : nowMs + length
}

export function resolveRange(range: TimeRange, nowMs: number): { fromMs: number; toMs: number } {
  return { fromMs: resolveTime(range.from, nowMs), toMs: resolveTime(range.to, nowMs) }
}

const WINDOW_STEPS = 500
const LEAST_STEP_MS = 5000

/** How often a window over the range has to move to look as if it always did; one that stands still hardly ever. */
export function windowStepMs({ from, to }: TimeRange): number {
  if (!RELATIVE.test(from)) return UNIT_MS['d'] ?? Infinity
  const lengthMs = (RELATIVE.test(to) ? resolveTime(to, 0) : 0) - resolveTime(from, 0)
  return Math.max(LEAST_STEP_MS, Math.floor(lengthMs / WINDOW_STEPS))
}

/** New rows can only appear in a range that ends now. */
export function endsNow(range: TimeRange): boolean {
  return range.to === 'now'
}

export function rangeOf(fromMs: number, toMs: number): TimeRange {
  return { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() }
}

/** The same range with its ends nailed down, to show others what is seen now. */
export function frozenRange(range: TimeRange, nowMs: number): TimeRange {
  const { fromMs, toMs } = resolveRange(range, nowMs)
  return rangeOf(fromMs, toMs)
}

/** Ends this near to the present count as reaching it: time went on while the range stood. */
const NEARLY_NOW = 0.05

/** One range earlier (-1) or later (1). Stepping up to the present makes the range relative again. */
export function steppedRange(range: TimeRange, direction: -1 | 1, nowMs: number): TimeRange {
  const { fromMs, toMs } = resolveRange(range, nowMs)
  const length = Math.max(1000, toMs - fromMs)
  if (direction === 1 && toMs + length * (1 + NEARLY_NOW) >= nowMs) return relativeOf(length) ?? rangeOf(nowMs - length, nowMs)
  return rangeOf(fromMs + direction * length, toMs + direction * length)
}

function relativeOf(lengthMs: number): TimeRange | undefined {
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = UNIT_MS[unit] ?? 1
    if (lengthMs % size === 0) return { from: `now-${lengthMs / size}${unit}`, to: 'now' }
  }
  return undefined
}

/** In words: `Last 24 hours`, `11 Mar 09:00 to 11:30`. */
export function describeRange(range: TimeRange, zone: Zone, nowMs: number): string {
  const preset = PRESETS.find(({ from, to }) => from === range.from && to === range.to)
  if (preset) return preset.label
  const [, sign, amount = '', unit = ''] = RELATIVE.exec(range.from) ?? []
  if (sign === '-' && range.to === 'now') return `Last ${Number(amount)} ${UNIT_NAMES[unit]}${amount === '1' ? '' : 's'}`
  const { fromMs, toMs } = resolveRange(range, nowMs)
  const start = `${formatDay(fromMs, zone)} ${formatMinute(fromMs, zone)}`
  if (range.to === 'now') return `Since ${start}`
  const sameDay = formatDay(fromMs, zone) === formatDay(toMs, zone)
  return `${start} to ${sameDay ? '' : `${formatDay(toMs, zone)} `}${formatMinute(toMs, zone)}`
}
