/** Estimates as people read them: the likeliest value, and where nine in ten lie. */
import type { Estimate, MoneyEstimate } from '@relayscope/contract'
import { formatDuration } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'

export function moneyText({ low, mid, high }: MoneyEstimate, signed = false): string {
  const shown = (text: string) => `${signed && Number(text) > 0 ? '+' : ''}${formatMoney(Number(text))}`
  return low === high ? shown(mid) : `${shown(mid)} (${shown(low)} to ${shown(high)})`
}

export function durationText(estimate: Estimate | null): string {
  if (estimate === null) return 'not known'
  const { low, mid, high } = estimate
  return low === high ? formatDuration(mid) : `${formatDuration(mid)} (${formatDuration(low)} to ${formatDuration(high)})`
}

export function countText({ low, mid, high }: Estimate): string {
  const shown = (value: number) => String(Math.round(value))
  return low === high ? shown(mid) : `${shown(mid)} (${shown(low)} to ${shown(high)})`
}
