/**
 * Ranges as people type them: `36h`, `last 3 days`, `yesterday 09:00 to 11:30`, `11 Mar`, ISO, epoch.
 * What is not understood answers undefined, and the control says so.
 */
import { dateParts, instantOf, type Zone } from './instant.ts'
import { rangeOf, resolveTime, type TimeRange, UNIT_MS } from './time-range.ts'

const DAY_MS = 86_400_000
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const UNIT_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^(s|secs?|seconds?)$/, 's'],
  [/^(m|mins?|minutes?)$/, 'm'],
  [/^(h|hrs?|hours?)$/, 'h'],
  [/^(d|days?)$/, 'd'],
  [/^(w|weeks?)$/, 'w'],
]

interface Point {
  readonly ms: number
  /** A whole day was named, without a time of day. */
  readonly wholeDay: boolean
}

interface Context {
  readonly nowMs: number
  readonly zone: Zone
  /** The day a bare time of day belongs to. */
  readonly dayMs: number
}

export function parseTypedRange(typed: string, nowMs: number, zone: Zone): TimeRange | undefined {
  const text = typed.trim().replace(/\s+/g, ' ')
  if (text === '') return undefined
  const context = { nowMs, zone, dayMs: nowMs }
  return parseLength(text) ?? parsePair(text, context) ?? parseSingle(text, context)
}

function parseLength(text: string): TimeRange | undefined {
  const [, amount = '', word = ''] = /^(?:(?:last|past) )?(\d{1,6})? ?([a-z]+)$/i.exec(text) ?? []
  const unit = UNIT_WORDS.find(([pattern]) => pattern.test(word.toLowerCase()))?.[1]
  if (!unit || (amount === '' && !/^(last|past) /i.test(text)) || (Number(amount) === 0 && amount !== '')) return undefined
  return { from: `now-${Number(amount || '1')}${unit}`, to: 'now' }
}

function parsePair(text: string, context: Context): TimeRange | undefined {
  const [left, right, ...more] = text.replace(/^from /i, '').split(/ (?:to|until|till|–|—|-) |\.\./i)
  if (left === undefined || right === undefined || more.length > 0) return undefined
  const start = parsePoint(left, context)
  if (!start) return undefined
  if (/^now$/i.test(right.trim())) return start.ms < context.nowMs ? { from: new Date(start.ms).toISOString(), to: 'now' } : undefined
  const end = parsePoint(right, { ...context, dayMs: start.ms })
  if (!end) return undefined
  const endMs = end.wholeDay ? end.ms + DAY_MS : end.ms
  return endMs > start.ms ? rangeOf(start.ms, endMs) : undefined
}

function parseSingle(text: string, context: Context): TimeRange | undefined {
  const since = /^(since|after) /i.test(text)
  const point = parsePoint(text.replace(/^(since|after) /i, ''), context)
  if (!point || point.ms >= context.nowMs) return undefined
  const endMs = point.ms + DAY_MS
  return point.wholeDay && !since && endMs < context.nowMs
    ? rangeOf(point.ms, endMs)
    : { from: new Date(point.ms).toISOString(), to: 'now' }
}

function parsePoint(typed: string, context: Context): Point | undefined {
  const text = typed.trim()
  return parseNumeric(text, context) ?? parseIso(text, context) ?? parseDayAndTime(text, context)
}

/** `now-2h`, or seconds or milliseconds since 1970. */
function parseNumeric(text: string, { nowMs }: Context): Point | undefined {
  if (/^now([-+]\d{1,6}[smhdw])?$/i.test(text)) return { ms: resolveTime(text.toLowerCase(), nowMs), wholeDay: false }
  if (/^\d{10}$/.test(text)) return { ms: Number(text) * (UNIT_MS.s ?? 1000), wholeDay: false }
  return /^\d{13}$/.test(text) ? { ms: Number(text), wholeDay: false } : undefined
}

/** `2026-03-11`, `2026-03-11 09:00`, with or without seconds and a zone; without one the viewer's is meant. */
function parseIso(text: string, { zone }: Context): Point | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|[-+]\d{2}:?\d{2})?)?$/i.exec(text)
  if (!match) return undefined
  const [, year, month, day, hour, minute, second, offset] = match
  if (offset) return valid(Date.parse(text.replace(' ', 'T').toUpperCase()), false)
  const parts = {
    year: Number(year),
    month: Number(month) - 1,
    day: Number(day),
    hour: Number(hour ?? 0),
    minute: Number(minute ?? 0),
    second: Number(second ?? 0),
  }
  return valid(instantOf(parts, zone), hour === undefined)
}

/** `yesterday`, `11 Mar`, `Mar 11 2026`, each with a time of day or not; or a time of day alone. */
function parseDayAndTime(text: string, context: Context): Point | undefined {
  const [, dayText = '', hour, minute, second = '0', half] =
    /^(.*?)(?:(?:^| )(?:at )?(\d{1,2})(?::(\d{2})(?::(\d{2}))?)? ?(am|pm)?)?$/i.exec(text) ?? []
  if (hour !== undefined && minute === undefined && half === undefined) return undefinedUnlessDay(text, context)
  const day = parseDay(dayText.trim(), context)
  if (!day) return undefined
  if (hour === undefined) return dayText.trim() === '' ? undefined : valid(instantOf(day, context.zone), true)
  const hours = hour24(Number(hour), half)
  if (hours === undefined || Number(minute ?? 0) > 59 || Number(second) > 59) return undefined
  return valid(instantOf({ ...day, hour: hours, minute: Number(minute ?? 0), second: Number(second) }, context.zone), false)
}

/** A number at the end may belong to the day: `Mar 11`, `11 Mar 2026`. */
function undefinedUnlessDay(text: string, context: Context): Point | undefined {
  const day = parseDay(text, context)
  return day && valid(instantOf(day, context.zone), true)
}

function hour24(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour <= 23 ? hour : undefined
  if (hour < 1 || hour > 12) return undefined
  return (hour % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
}

interface Day {
  readonly year: number
  readonly month: number
  readonly day: number
}

function dayOf(instantMs: number, zone: Zone): Day {
  const { year, month, day } = dateParts(instantMs, zone)
  return { year, month, day }
}

function parseDay(text: string, { nowMs, dayMs, zone }: Context): Day | undefined {
  if (text === '') return dayOf(dayMs, zone)
  if (/^today$/i.test(text)) return dayOf(nowMs, zone)
  if (/^yesterday$/i.test(text)) return dayOf(nowMs - DAY_MS, zone)
  const [, before, name = '', after, year] = /^(?:(\d{1,2}) )?([a-z]{3,9})\.?(?: (\d{1,2}))?(?:,? (\d{4}))?$/i.exec(text) ?? []
  const month = MONTHS.indexOf(name.slice(0, 3).toLowerCase())
  const day = Number(before ?? after)
  if (month < 0 || !(day >= 1 && day <= 31)) return undefined
  return { year: year === undefined ? dateParts(nowMs, zone).year : Number(year), month, day }
}

function valid(ms: number, wholeDay: boolean): Point | undefined {
  return Number.isNaN(ms) ? undefined : { ms, wholeDay }
}
