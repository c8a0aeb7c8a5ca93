/** What a budget's calls cost, as the composition root lends it: this room reads figures, it does not make them. */
import type { CallFigures, InteractionTimeline } from '@relayscope/contract'

export interface SpendingQuery {
  q?: string | undefined
  provider?: string | undefined
  model?: string | undefined
  organizationId?: string | undefined
  userId?: string | undefined
  from: string
  to: string
}

export interface Spending {
  total(project: string, query: SpendingQuery): Promise<CallFigures>
  byModel(project: string, query: SpendingQuery): Promise<(CallFigures & { group: Record<string, string> })[]>
  overTime(project: string, query: SpendingQuery, steps: number): Promise<InteractionTimeline>
}
