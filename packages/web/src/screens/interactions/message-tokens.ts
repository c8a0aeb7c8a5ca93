/** How many of the reported tokens each message has. Providers only count the whole, so it is shared out by length. */
import type { AIInteraction } from '@relayscope/contract'
import { bodyText, type ContentSide, messagesOf } from './message-text.ts'

/** One number per message, adding up to the whole; empty where nothing was counted. */
export function tokensByMessage(interaction: AIInteraction, side: ContentSide): readonly number[] {
  const total = side === 'prompt' ? interaction.promptTokens : interaction.responseTokens
  if (total === undefined) return []
  return shareOut(
    total,
    messagesOf(interaction, side).map((message) => bodyText(message).length),
  )
}

/** Whole numbers in the proportion of the weights; what rounding leaves goes to the largest rests. */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((before, weight) => before + weight, 0)
  if (sum === 0) return weights.map(() => 0)
  const exact = weights.map((weight) => (total * weight) / sum)
  const shares = exact.map(Math.floor)
  const byRest = exact.map((value, at) => ({ at, rest: value - Math.floor(value) })).toSorted((a, b) => b.rest - a.rest)
  const left = total - shares.reduce((before, share) => before + share, 0)
  for (const { at } of byRest.slice(0, left)) shares[at] = (shares[at] ?? 0) + 1
  return shares
}
