/**
 * Instants as milliseconds since 1970 with a fraction: what finer parts an ISO text carries are kept (to about a quarter
 * of a microsecond, which is what a double holds at this size).
 */
export function parseInstant(iso: string): number {
  // `2026-03-12T12:05:31.700123Z`: many of one minute, tens of thousands in a waterfall.
  if (iso.charCodeAt(16) === COLON && iso.charCodeAt(iso.length - 1) === ZULU) {
    const minute = iso.slice(0, 16)
    if (minute !== lastMinute) {
      lastMinute = minute
      lastMinuteMs = Date.parse(`${minute}:00Z`)
    }
    return lastMinuteMs + Number(iso.slice(17, -1)) * 1000
  }
  const dot = iso.indexOf('.', 19)
  if (dot < 0) return Date.parse(iso)
  let end = dot + 1
  while (isDigit(iso.charCodeAt(end))) end++
  if (end - dot <= 4) return Date.parse(iso)
  return Date.parse(iso.slice(0, dot) + iso.slice(end)) + Number(`0${iso.slice(dot, end)}`) * 1000
}

const COLON = 58
const ZULU = 90
let lastMinute = ''
let lastMinuteMs = 0

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}

export type Zone = 'local' | 'utc'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export interface DateParts {
  year: number
  month: number
  day: number
  hour: number
  minute: number
  second: number
  millisecond: number
}

export function dateParts(instantMs: number, zone: Zone): DateParts {
  const local = new Date(instantMs)
  const date = zone === 'utc' ? local : new Date(instantMs - local.getTimezoneOffset() * 60_000)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  }
}

export function instantOf(parts: Partial<DateParts> & Pick<DateParts, 'year' | 'month' | 'day'>, zone: Zone): number {
  const { year, month, day, hour = 0, minute = 0, second = 0, millisecond = 0 } = parts
  return zone === 'utc'
    ? Date.UTC(year, month, day, hour, minute, second, millisecond)
    : new Date(year, month, day, hour, minute, second, millisecond).getTime()
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `12:05`. */
export function formatMinute(instantMs: number, zone: Zone): string {
  const { hour, minute } = dateParts(instantMs, zone)
  return `${two(hour)}:${two(minute)}`
}

/** `12:05:32`. */
export function formatSecond(instantMs: number, zone: Zone): string {
  return `${formatMinute(instantMs, zone)}:${two(dateParts(instantMs, zone).second)}`
}

/** `12:05:32.100`. */
export function formatClock(instantMs: number, zone: Zone): string {
  return `${formatSecond(instantMs, zone)}.${String(dateParts(instantMs, zone).millisecond).padStart(3, '0')}`
}

/** `11 Mar`. */
export function formatDay(instantMs: number, zone: Zone): string {
  const { day, month } = dateParts(instantMs, zone)
  return `${day} ${MONTHS[month]}`
}

/** `11 Mar 2026 12:05:32.100`. */
export function formatExact(instantMs: number, zone: Zone): string {
  return `${formatDay(instantMs, zone)} ${dateParts(instantMs, zone).year} ${formatClock(instantMs, zone)}`
}

/** The name of the viewer's zone as it stands beside times: `UTC`, `CET`. */
export function zoneName(zone: Zone): string {
  if (zone === 'utc') return 'UTC'
  const parts = new Intl.DateTimeFormat('en-GB', { timeZoneName: 'short' }).formatToParts(new Date())
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'local time'
}
