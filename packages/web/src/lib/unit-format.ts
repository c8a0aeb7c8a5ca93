/** How values of a unit are written: the units of metrics as senders name them. */
import { formatCompact, formatDuration, formatShare } from './format.ts'
import { formatMoney } from './money.ts'

export interface UnitFormat {
  /** With its unit: `612 ms`, `12.4k tokens`. */
  readonly text: (value: number) => string
  /** For axes, where room is scarce and the unit is said elsewhere. */
  readonly short: (value: number) => string
}

/** Milliseconds in one of it. */
const TIME: Readonly<Record<string, number>> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, min: 60_000, h: 3_600_000, d: 86_400_000 }
const BYTES = /^(by|bytes?|b)$/i
const CURRENCY = /^[A-Z]{3}$/

export function unitFormat(unit: string): UnitFormat {
  if (unit.endsWith('/s')) return perSecond(unit.slice(0, -2))
  const inMs = TIME[unit]
  if (inMs !== undefined) return same((value) => signed(value, (size) => formatDuration(size * inMs)))
  if (BYTES.test(unit)) return same((value) => signed(value, formatBytes))
  if (CURRENCY.test(unit)) return same((value) => formatMoney(value, unit))
  if (unit === 'ratio') return same((value) => signed(value, formatShare))
  if (unit === '%') return same((value) => signed(value, (size) => formatShare(size / 100)))
  if (unit === '' || unit === '1') return same(formatNumber)
  return { text: (value) => `${formatNumber(value)} ${unit}`, short: formatNumber }
}

function same(text: (value: number) => string): UnitFormat {
  return { text, short: text }
}

function perSecond(unit: string): UnitFormat {
  const { text, short } = unitFormat(unit)
  return { text: (value) => `${text(value)}/s`, short }
}

/** `0.42`, `3.14`, `812`, `12.4k`: at most three significant digits below a thousand. */
export function formatNumber(value: number): string {
  return signed(value, (size) => {
    if (size >= 999.5) return formatCompact(size)
    return size === 0 ? '0' : size < 0.001 ? size.toExponential(1) : String(Number(size.toPrecision(3)))
  })
}

function formatBytes(bytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
  const power = Math.min(names.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3 + 1e-9))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${names[power]}`
}

function signed(value: number, write: (size: number) => string): string {
  return value < 0 ? `−${write(-value)}` : write(value)
}
