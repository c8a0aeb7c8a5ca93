import type { AIInteraction } from '@relayscope/contract'
import type { Status } from '../../ui/status-shape.tsx'

export interface InteractionState {
  readonly status: Status
  readonly word: string
  readonly tone?: 'critical'
}

export function interactionState({ status }: Pick<AIInteraction, 'status'>): InteractionState {
  if (status === 'timeout') return { status: 'error', word: 'Timeout', tone: 'critical' }
  return status === 'error' ? { status: 'error', word: 'Error', tone: 'critical' } : { status: 'quiet', word: 'OK' }
}

/** Tokens of both directions, when both are known. */
export function tokenSum({ totalTokens, promptTokens, responseTokens }: AIInteraction): number | undefined {
  if (totalTokens !== undefined) return totalTokens
  return promptTokens === undefined && responseTokens === undefined ? undefined : (promptTokens ?? 0) + (responseTokens ?? 0)
}

const SECONDS = 'gen_ai.latency.time_in_queue'
const MILLISECONDS = ['queueMs', 'queue_ms']

/** How long the provider let the call wait before it worked on it; servers that say so do it in a tag. */
export function queueMs({ tags = {} }: Pick<AIInteraction, 'tags'>): number | undefined {
  const inMs = MILLISECONDS.map((name) => tags[name]).find((value) => value !== undefined)
  const value = inMs === undefined ? Number(tags[SECONDS] || Number.NaN) * 1000 : Number(inMs || Number.NaN)
  return Number.isFinite(value) && value >= 0 ? value : undefined
}
