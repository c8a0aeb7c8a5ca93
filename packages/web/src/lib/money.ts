/** Money for display. Amounts come as exact decimal text and are only rounded here, at the very end. */

const SIGNS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥' }

/** `$9.41` from one unit up, `$0.0725` below, `$0.000012` where four places would say nothing. */
export function formatMoney(amount: number, currency = 'USD'): string {
  const sign = SIGNS[currency] ?? `${currency} `
  return `${amount < 0 ? '−' : ''}${sign}${digits(Math.abs(amount))}`
}

function digits(amount: number): string {
  if (amount === 0) return '0'
  if (amount >= 1) return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  if (amount >= 0.001) return amount.toFixed(4)
  return Number(amount.toPrecision(2)).toFixed(Math.min(18, 1 - Math.floor(Math.log10(amount))))
}
