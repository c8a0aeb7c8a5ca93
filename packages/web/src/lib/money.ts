/** Money for display. Amounts come as exact decimal text and are only rounded here, at the very end. */

const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' }
const LEAST_SHOWN = 0.0001

function signOf(currency: string): string {
  return SIGNS[currency] ?? `${currency} `
}

/** `$9.41` from one unit up, `$0.0725` below, `<$0.0001` where four places would say nothing. */
export function formatMoney(amount: number, currency = 'USD'): string {
  const size = Math.abs(amount)
  const minus = amount < 0 ? '−' : ''
  if (size > 0 && size < LEAST_SHOWN) return `<${minus}${signOf(currency)}${LEAST_SHOWN}`
  return `${minus}${signOf(currency)}${digits(size)}`
}

function digits(amount: number): string {
  if (amount === 0) return '0'
  return amount >= 1 ? amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 }) : amount.toFixed(4)
}

/** Every digit there is: `$0.0000058`. From the decimal text where there is one, else from the number. */
export function formatExactMoney(decimal: string | undefined, amount: number, currency = 'USD'): string {
  const text = decimal ?? amount.toFixed(12)
  return `${signOf(currency)}${text.includes('.') ? text.replace(/\.?0+$/, '') : text}`
}

const MILLION_PLACES = 6

/** A price for one as a price for a million, digit by digit: `0.0000025` is `2.5`. */
export function perMillion(decimal: string): string {
  const [whole = '0', fraction = ''] = decimal.split('.')
  const shifted = fraction.padEnd(MILLION_PLACES, '0')
  const digits = (whole + shifted.slice(0, MILLION_PLACES)).replace(/^0+(?=\d)/, '')
  const rest = shifted.slice(MILLION_PLACES).replace(/0+$/, '')
  return rest === '' ? digits : `${digits}.${rest}`
}
