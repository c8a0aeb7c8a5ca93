/** Numbers, durations, money and times as people write them. Exact: nothing here passes through a float but plain numbers. */
import type { FieldType } from './fields.ts'
import type { Amount } from './terms.ts'

const nanosecondsPerUnit: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  min: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
}

/** What fits the engine's signed 64-bit column: 292 years. */
const maxNanoseconds = 2n ** 63n - 1n

export type OrderedType = Extract<FieldType, 'number' | 'tokens' | 'duration' | 'money' | 'time'>

const expectations: Readonly<Record<OrderedType, string>> = {
  number: 'a number such as 20 or 0.5',
  tokens: 'a number of tokens such as 800, 4k or 1.5M',
  duration: 'a duration such as 150ms, 2s or 1.5m (ns, us, ms, s, m, h, d)',
  money: 'an amount such as 0.05',
  time: 'a time such as now-10m or 2026-03-11T12:00:00Z',
}

export function expectedAmount(type: OrderedType): string {
  return expectations[type]
}

export function isOrdered(type: FieldType): type is OrderedType {
  return type in expectations
}

/** Undefined: not an amount of that type. */
export function readAmount(type: OrderedType, text: string): Amount | undefined {
  switch (type) {
    case 'number':
      return readNumber(text)
    case 'tokens':
      return readTokens(text)
    case 'duration':
      return readDuration(text)
    case 'money':
      return /^\d{1,15}(\.\d{1,18})?$|^\.\d{1,18}$/.test(text) ? { type: 'money', decimal: plainDecimal(text) } : undefined
    case 'time':
      return isTime(text) ? { type: 'time', text } : undefined
  }
}

export function printAmount(amount: Amount): string {
  if (amount.type === 'money') return amount.decimal
  if (amount.type === 'time') return amount.text
  if (amount.type === 'number') return printNumber(amount.value)
  for (const unit of ['d', 'h', 'm', 's', 'ms', 'us']) {
    const size = nanosecondsPerUnit[unit] ?? 1n
    if (amount.nanoseconds !== 0n && amount.nanoseconds % size === 0n) return `${amount.nanoseconds / size}${unit}`
  }
  return `${amount.nanoseconds}ns`
}

function readNumber(text: string): Amount | undefined {
  return /^-?(\d{1,15}(\.\d{1,18})?|\.\d{1,18})$/.test(text) ? { type: 'number', value: withoutMinusZero(Number(text)) } : undefined
}

function readTokens(text: string): Amount | undefined {
  const [, digits, unit = ''] = /^(\d{1,12}(?:\.\d{1,9})?)([kKmM]?)$/.exec(text) ?? []
  if (digits === undefined) return undefined
  const scale = unit === '' ? 0 : unit.toLowerCase() === 'k' ? 3 : 6
  const shifted = shift(digits, scale)
  return shifted === undefined ? undefined : { type: 'number', value: Number(shifted) }
}

function readDuration(text: string): Amount | undefined {
  const [, digits, unit = 'ms'] = /^(\d{1,15}(?:\.\d{1,18})?|\.\d{1,18})(ns|us|µs|ms|s|min|m|h|d)?$/.exec(text) ?? []
  const size = nanosecondsPerUnit[unit]
  if (digits === undefined || size === undefined) return undefined
  const [whole = '', fraction = ''] = digits.split('.')
  // Finer than a nanosecond is cut off.
  const nanoseconds = BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length)
  return nanoseconds > maxNanoseconds ? undefined : { type: 'duration', nanoseconds }
}

function isTime(text: string): boolean {
  if (/^now([-+]\d{1,6}[smhdw])?$/.test(text)) return true
  return /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[-+]\d{2}:?\d{2})?)?$/.test(text) && !Number.isNaN(Date.parse(text))
}

/** `text` times ten to `places`, as whole digits; undefined when something is left behind the point. */
function shift(text: string, places: number): string | undefined {
  const [whole = '', fraction = ''] = text.split('.')
  const rest = fraction.slice(places)
  return /[1-9]/.test(rest) ? undefined : whole + fraction.slice(0, places).padEnd(places, '0')
}

function plainDecimal(text: string): string {
  const [whole = '', fraction = ''] = text.split('.')
  const kept = fraction.replace(/0+$/, '')
  const digits = whole.replace(/^0+(?=\d)/, '') || '0'
  return kept === '' ? digits : `${digits}.${kept}`
}

function printNumber(value: number): string {
  const text = String(value)
  return /e/i.test(text) ? value.toFixed(18).replace(/\.?0+$/, '') : text
}

function withoutMinusZero(value: number): number {
  return value === 0 ? 0 : value
}
