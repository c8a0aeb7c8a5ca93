/** What a call used, out of its counts: tokens by what they are billed as. */
import { USAGE_TAG, type UsageCount } from '@relayscope/contract'
import type { Usage } from './cost.ts'
import type { MediaPart, ServiceTier, UnitPart } from './table.ts'

/** What pricing has to know of a call. Undefined means unknown, never zero. */
export interface PricedCall {
  provider: string
  servedModel: string
  requestedModel: string
  region: string
  operation: string
  serviceTier: string
  startNs: bigint
  /** Cached and cache-write tokens included. */
  promptTokens?: number | undefined
  /** Reasoning tokens included. */
  responseTokens?: number | undefined
  totalTokens?: number | undefined
  cachedTokens?: number | undefined
  cacheWriteTokens?: number | undefined
  cacheWrite1hTokens?: number | undefined
  reasoningTokens?: number | undefined
  /** The counts beside tokens are among these, under `usage.`. */
  tags: Readonly<Record<string, string>>
}

const BILLED_AS: Readonly<Record<UsageCount, MediaPart | UnitPart>> = {
  audioInputTokens: 'inputAudio',
  cachedAudioTokens: 'cachedAudio',
  audioOutputTokens: 'outputAudio',
  imageInputTokens: 'inputImageTokens',
  imageOutputTokens: 'outputImageTokens',
  inputImages: 'inputImage',
  outputImages: 'outputImage',
  inputSeconds: 'inputSecond',
  outputSeconds: 'outputSecond',
  inputCharacters: 'inputCharacter',
  outputCharacters: 'outputCharacter',
  searches: 'search',
  pages: 'page',
}
const MOST_UNITS = 1e12

/** Undefined where the counts are not known. */
export function usageOf(call: PricedCall): Usage | undefined {
  const { totalTokens, cachedTokens = 0, cacheWriteTokens = 0, cacheWrite1hTokens = 0, reasoningTokens = 0 } = call
  const beside = besideTokens(call.tags)
  const otherwise = beside === undefined ? undefined : 0
  const prompt = call.promptTokens ?? difference(totalTokens, call.responseTokens) ?? otherwise
  const output = call.responseTokens ?? difference(totalTokens, call.promptTokens) ?? (hasNoOutput(call) ? 0 : otherwise)
  if (prompt === undefined || output === undefined) return undefined
  // Writes for an hour are among the writes, unless a sender counts them apart.
  const cacheWrite = cacheWrite1hTokens <= cacheWriteTokens ? cacheWriteTokens - cacheWrite1hTokens : cacheWriteTokens
  const aside = cachedTokens + cacheWrite + cacheWrite1hTokens
  // An input smaller than its own cached part was counted without it.
  const uncachedInput = prompt >= aside ? prompt - aside : prompt
  const counts = [uncachedInput, cachedTokens, cacheWrite, cacheWrite1hTokens, output, reasoningTokens]
  if (!counts.every((count) => Number.isSafeInteger(count) && count >= 0)) return undefined
  return {
    uncachedInput,
    cachedRead: cachedTokens,
    cacheWrite,
    cacheWrite1h: cacheWrite1hTokens,
    output,
    reasoning: reasoningTokens,
    tier: tierOf(call.serviceTier),
    beside,
  }
}

/** Undefined where nothing but tokens was counted. */
function besideTokens(tags: Readonly<Record<string, string>>): Usage['beside'] {
  let counts: NonNullable<Usage['beside']> | undefined
  for (const key in tags) {
    if (!key.startsWith(USAGE_TAG)) continue
    const name = key.slice(USAGE_TAG.length)
    const part = Object.hasOwn(BILLED_AS, name) ? BILLED_AS[name as UsageCount] : undefined
    const count = Number(tags[key])
    if (part === undefined || !(count > 0 && count <= MOST_UNITS)) continue
    counts ??= {}
    counts[part] = count
  }
  if (counts?.inputAudio && counts.cachedAudio) counts.inputAudio = Math.max(0, counts.inputAudio - counts.cachedAudio)
  return counts
}

function difference(total: number | undefined, part: number | undefined): number | undefined {
  return total === undefined || part === undefined || part > total ? undefined : total - part
}

/** Embeddings answer no tokens, so their SDKs count none. */
function hasNoOutput({ operation }: PricedCall): boolean {
  return /embed|rerank|moderat/i.test(operation)
}

export function tierOf(text: string): ServiceTier {
  if (text === '' || text === 'default') return ''
  const name = text.toLowerCase()
  if (name.includes('batch')) return 'batches'
  if (name.includes('flex')) return 'flex'
  return name.includes('priority') ? 'priority' : ''
}
