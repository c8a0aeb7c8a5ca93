/** What is known of two interactions, side by side, with the difference where it is a number. */
import type { AIInteraction } from '@relayscope/contract'
import { formatCount, formatDuration, formatShare, formatSpan } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { formatExactMoney, formatMoney } from '../../lib/money.ts'
import { interactionState } from './interaction-state.ts'

export interface ComparedFigure {
  readonly label: string
  /** Undefined: not reported. */
  readonly left: string | undefined
  readonly right: string | undefined
  readonly differs: boolean
  /** How the right one is seen from the left one: `+1.2 s, +45%`. */
  readonly difference?: string
}

type Read<Value> = (interaction: AIInteraction) => Value | undefined

interface Two {
  readonly left: AIInteraction
  readonly right: AIInteraction
}

/** Those that neither of the two has are left out. */
export function compareFigures(left: AIInteraction, right: AIInteraction): ComparedFigure[] {
  const two = { left, right }
  const text = (label: string, read: Read<string>) => textFigure(two, label, read)
  const amount = (label: string, read: Read<number>, format: (value: number) => string) => amountFigure(two, label, read, format)
  return [
    text('Status', (one) => interactionState(one).word),
    text('Error', ({ errorDetails }) => errorDetails?.message),
    text('Provider', ({ provider }) => provider),
    text('Model', ({ model }) => model),
    text('Operation', ({ operation }) => operation),
    amount('Latency', ({ latencyMs }) => latencyMs, formatDuration),
    amount('First token', ({ timeToFirstToken }) => timeToFirstToken, formatDuration),
    amount('Tokens/s', ({ tokensPerSecond }) => tokensPerSecond, formatSpeed),
    amount('Input', ({ promptTokens }) => promptTokens, formatCount),
    amount('Cached', ({ cachedTokens }) => cachedTokens, formatCount),
    amount('Cache writes', ({ cacheWriteTokens }) => cacheWriteTokens, formatCount),
    amount('Output', ({ responseTokens }) => responseTokens, formatCount),
    amount('Reasoning', ({ reasoningTokens }) => reasoningTokens, formatCount),
    costFigure(two),
    text('Finish', ({ finishReason }) => finishReason),
    amount('Attempt', ({ attempt }) => attempt, formatCount),
    text('Streaming', ({ streaming }) => (streaming === undefined ? undefined : streaming ? 'yes' : 'no')),
    text('Tier', ({ serviceTier }) => serviceTier),
    text('Region', ({ region }) => region),
    text('Service', ({ service }) => service),
    text('Organisation', ({ organizationId }) => organizationId),
    text('User', ({ userId }) => userId),
    text('Session', ({ sessionId }) => sessionId),
  ].filter((figure) => figure.left !== undefined || figure.right !== undefined)
}

/** `12 min later`, seen from the left one. */
export function startDifference(left: AIInteraction, right: AIInteraction): string {
  const seconds = (parseInstant(right.startTime) - parseInstant(left.startTime)) / 1000
  if (Math.abs(seconds) < 1) return 'at the same time'
  return `${formatSpan(Math.abs(seconds))} ${seconds > 0 ? 'later' : 'earlier'}`
}

function textFigure({ left, right }: Two, label: string, read: Read<string>): ComparedFigure {
  const [a, b] = [read(left) || undefined, read(right) || undefined]
  return { label, left: a, right: b, differs: a !== b }
}

function amountFigure({ left, right }: Two, label: string, read: Read<number>, format: (value: number) => string): ComparedFigure {
  const [a, b] = [read(left), read(right)]
  const known = a !== undefined && b !== undefined
  return {
    label,
    left: a === undefined ? undefined : format(a),
    right: b === undefined ? undefined : format(b),
    differs: a !== b,
    ...(known && a !== b && { difference: differenceText(a, b, format) }),
  }
}

function costFigure(two: Two): ComparedFigure {
  const { left, right } = two
  const figure = textFigure(two, 'Cost', ({ cost, costDecimal, currency }) =>
    cost === undefined ? undefined : formatExactMoney(costDecimal, cost, currency),
  )
  // Money of different currencies has no difference.
  if (left.cost === undefined || right.cost === undefined || left.currency !== right.currency || !figure.differs) return figure
  return { ...figure, difference: differenceText(left.cost, right.cost, (value) => formatMoney(value, left.currency)) }
}

function differenceText(left: number, right: number, format: (value: number) => string): string {
  const sign = right > left ? '+' : '−'
  const size = `${sign}${format(Math.abs(right - left))}`
  return left === 0 ? size : `${size}, ${sign}${formatShare(Math.abs(right - left) / Math.abs(left))}`
}

export function formatSpeed(tokensPerSecond: number): string {
  return tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0)
}
