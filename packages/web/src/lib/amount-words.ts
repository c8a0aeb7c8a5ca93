/** An amount of a search as people read it: `4900ms..98s` is 4.9 s to 1m 38s. */
import type { FieldType } from '@relayscope/contract/search'
import { formatCount, formatDuration } from './format.ts'
import { formatMoney } from './money.ts'

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** What is no amount of the type stays as it is written. */
export function amountInWords(text: string, type: FieldType | undefined): string {
  if (type !== 'duration' && type !== 'tokens' && type !== 'number' && type !== 'money') return text
  const [from, to, ...rest] = text.split('..').map((end) => oneInWords(end, type))
  if (from === undefined || to === undefined || rest.length > 0) return oneInWords(text, type)
  if (from === '') return `up to ${to}`
  return to === '' ? `${from} and more` : `${from} to ${to}`
}

function oneInWords(text: string, type: 'duration' | 'tokens' | 'number' | 'money'): string {
  const [, sign = '', digits, unit = ''] = /^([<>]=?)?(\d+(?:\.\d+)?|\.\d+)([a-zµ]*)$/i.exec(text) ?? []
  if (digits === undefined) return text
  if (type === 'money') return unit === '' ? sign + formatMoney(Number(digits)) : text
  if (type !== 'duration') return unit === '' && Number.isSafeInteger(Number(digits)) ? sign + formatCount(Number(digits)) : text
  const size = UNIT_MS[unit === '' ? 'ms' : unit]
  return size === undefined ? text : sign + formatDuration(Number(digits) * size)
}
