/** A decision trace as what can be decided again. */
import type { Decision, DecisionTrace } from '@relayscope/contract'
import { claimsOf } from './claims.ts'
import type { Candidate, RecordedRequest } from './redecide.ts'
import type { Road } from './road.ts'

export function recordedRequest({ decisions, attempts = [], finalOutcome }: DecisionTrace): RecordedRequest {
  const rules = decisions.filter(({ type }) => type === 'rule_evaluation')
  const selection = decisions.find(({ type }) => type === 'model_selection')
  const claims = rules.map(({ output }) => claimsOf(output))
  const route = claims.findLast((each) => each.route !== undefined)?.route
  const requested = requestedIn(selection?.input) ?? rules.map(({ input }) => requestedIn(input)).find((model) => model !== undefined)
  return {
    ...(route ? { route } : {}),
    ...(requested === undefined ? {} : { requested }),
    chosen: attempts[0] ?? roadIn(selection?.output) ?? finalOutcome,
    candidates: candidatesOf(decisions),
    attempts: attempts.map(({ provider, model, status }) => ({ provider, model, ok: status === 'success' })),
    outcome: finalOutcome,
    cacheHit: decisions.some(({ cache }) => cache?.hit === true),
    rejectedByRules: finalOutcome.status === 'rejected' && claims.some(({ rejected }) => rejected === true),
  }
}

/** Of every decision that had a choice, each road once. */
function candidatesOf(decisions: readonly Decision[]): Candidate[] {
  const found = new Map<string, Candidate>()
  for (const { provider, model, score } of decisions.flatMap(({ candidates = [] }) => candidates)) {
    const key = JSON.stringify([provider, model])
    if (!found.has(key)) found.set(key, { provider, model, ...(score === undefined ? {} : { score }) })
  }
  return [...found.values()]
}

function requestedIn(input: unknown): string | undefined {
  if (typeof input !== 'object' || input === null) return undefined
  const { requestedModel, model, request } = input as Record<string, unknown>
  const own = requestedModel ?? model
  return typeof own === 'string' ? own : request === undefined ? undefined : requestedIn(request)
}

function roadIn(output: unknown): Road | undefined {
  if (typeof output !== 'object' || output === null) return undefined
  const { provider, model } = output as Record<string, unknown>
  return typeof provider === 'string' && typeof model === 'string' ? { provider, model } : undefined
}
