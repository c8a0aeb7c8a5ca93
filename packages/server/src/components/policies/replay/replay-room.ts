/** Replays: fetches what was recorded and what decides, and lets the pure part do the rest. Nothing is stored, nobody is called. */
import { type DecisionTrace, type ReplayAnswer, type ReplayBody, replayBody } from '@relayscope/contract'
import type { Policies } from '../room.ts'
import { findPolicies } from './find-policy.ts'
import { replay } from './replay.ts'
import { type FigureParts, replayFigures } from './replay-figures.ts'

export interface Replays {
  replay(project: string, traceId: string, asked: Partial<ReplayBody>): Promise<ReplayAnswer>
}

export interface ReplayParts extends FigureParts {
  policies: Policies
  /** 404 where there is none. */
  getDecision(project: string, traceId: string, requestId: string | undefined): Promise<DecisionTrace>
}

export function createReplays(parts: ReplayParts): Replays {
  return {
    async replay(project, traceId, asked) {
      const { requestId, policy, input, prices, unavailable } = { ...replayBody.parse({}), ...asked }
      const trace = await parts.getDecision(project, traceId, requestId)
      const found = await findPolicies(parts.policies, project, trace, policy)
      const { decisions, final, outcome } = replay(trace, found.decidingFor, { input, unavailable })
      const before = trace.finalOutcome
      const figures = await replayFigures(parts, {
        project,
        traceId: trace.traceId,
        atMs: Date.parse(trace.timestamp),
        before,
        after: final,
        prices,
      })
      const { provider, model, status, certain } = final
      return {
        traceId: trace.traceId,
        requestId: trace.requestId,
        outcome,
        changed: policy !== undefined || input.length > 0 || prices.length > 0 || unavailable.length > 0,
        policy: found.policy,
        missing: found.missing,
        decisions,
        finalOutcome: { recorded: before, replayed: { provider, model, status }, certain },
        ...figures,
        dryRun: true,
      }
    },
  }
}
