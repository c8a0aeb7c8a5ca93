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
