/**
 * One request decided again. Pure: what was recorded, what decides now, and what is changed on purpose come in; no provider,
 * no clock and no store is reached from here.
 */
import type { Decision, DecisionTrace, Outage, ReplayAnswer, ReplayBody, ReplayedDecision } from '@relayscope/contract'
import { type CompiledPolicy, evaluate, type Evaluation } from '@relayscope/steering'
import { recordedRequest } from '../redecide/recorded-request.ts'
import { type IsOut, redecide, type RecordedRequest, type Redecided, type Verdict } from '../redecide/redecide.ts'
import type { Road } from '../redecide/road.ts'
import { compareRules } from './compare-rules.ts'
import { editInput } from './edit-input.ts'
import { findCauses } from './find-causes.ts'
import { replayBudget, replayCache, replayOther, replaySelection } from './replay-others.ts'

export interface Deciding {
  compiled: CompiledPolicy
  how: NonNullable<ReplayAnswer['policy']>['how']
}

export interface ReplayChange {
  input: ReplayBody['input']
  unavailable: readonly Outage[]
}

export interface Replayed {
  decisions: ReplayedDecision[]
  outcome: ReplayAnswer['outcome']
  final: Redecided
}

/** `decidingFor`: the policy for each rule evaluation; `undefined`: there is none. */
export function replay(trace: DecisionTrace, decidingFor: (decision: Decision) => Deciding | undefined, change: ReplayChange): Replayed {
  const recorded = recordedRequest(trace)
  const isOut = outFrom(change.unavailable)
  const evaluations = new Map<string, Evaluation>()
  const decisions: ReplayedDecision[] = []
  let route: Partial<Road> | undefined = recorded.route
  for (const decision of trace.decisions) {
    if (decision.type === 'rule_evaluation') {
      const { shown, evaluation } = replayRules(decision, decidingFor(decision), change.input)
      if (evaluation) {
        evaluations.set(decision.id, evaluation)
        route = evaluation.route
      }
      decisions.push({ ...headOf(decision), ...shown })
    } else decisions.push({ ...headOf(decision), ...replayOne(decision, recorded, route, isOut) })
  }
  const verdict = verdictOf([...evaluations.values()], recorded)
  const final = redecide(recorded, verdict, isOut)
  return { decisions, final, outcome: outcomeOf(decisions) }
}

type Shown = Omit<ReplayedDecision, 'id' | 'type' | 'component' | 'recorded'>

function replayRules(
  decision: Decision,
  deciding: Deciding | undefined,
  edits: ReplayBody['input'],
): { shown: Shown; evaluation?: Evaluation } {
  if (!deciding) return { shown: { outcome: 'not_replayed', why: 'no stored version can decide it', differences: [], causes: [] } }
  const { compiled } = deciding
  const own = edits.filter(({ decisionId }) => decisionId === undefined || decisionId === decision.id)
  const evaluation = evaluate(compiled, editInput(decision.input, own))
  const { differences, replayed } = compareRules(
    decision,
    evaluation,
    compiled.rules.map(({ rule }) => rule),
  )
  const same = differences.length === 0
  const expected = own.length === 0 && deciding.how !== 'asked' && deciding.how !== 'given'
  const sameVersion = versionsAgree(decision, compiled)
  const causes = same || !expected ? [] : findCauses({ decision, evaluation, version: compiled.version, sameVersion })
  return { shown: { outcome: same ? 'same' : 'differs', replayed, differences, causes }, evaluation }
}

function versionsAgree({ policyVersion }: Decision, { version, policy }: CompiledPolicy): 'yes' | 'no' | 'unknown' {
  if (policyVersion === undefined) return 'unknown'
  return version.startsWith(policyVersion) || policy.version === policyVersion ? 'yes' : 'no'
}

function replayOne(decision: Decision, recorded: RecordedRequest, route: Partial<Road> | undefined, isOut: IsOut): Shown {
  switch (decision.type) {
    case 'model_selection':
      return replaySelection(decision, { recorded, route, isOut })
    case 'cache_decision':
      return replayCache(decision)
    case 'budget_check':
      return replayBudget(decision)
    default:
      return replayOther()
  }
}

function headOf({ id, type, component, output, ruleId, ruleName, reasoning, rules }: Decision) {
  const recorded = {
    output,
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(ruleName === undefined ? {} : { ruleName }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(rules === undefined ? {} : { rules }),
  }
  return { id, type, component, recorded }
}

/** Of several evaluations the last word on the route counts, and any rejection. */
function verdictOf(evaluations: readonly Evaluation[], recorded: RecordedRequest): Verdict | undefined {
  if (evaluations.length === 0) return undefined
  const route = evaluations.findLast((each) => each.route !== undefined)?.route
  const rejected = evaluations.some(({ rejection }) => rejection !== undefined)
  const { provider, model } = route ?? {}
  const said = { ...(provider === undefined ? {} : { provider }), ...(model === undefined ? {} : { model }) }
  // A record that says nothing of a route is not compared by it: see claims.ts.
  const silent =
    recorded.route === undefined && route !== undefined && provider === recorded.chosen.provider && model === recorded.chosen.model
  return { ...(route && !silent ? { route: said } : {}), rejected }
}

function outcomeOf(decisions: readonly ReplayedDecision[]): ReplayAnswer['outcome'] {
  if (decisions.some(({ outcome }) => outcome === 'differs')) return 'differs'
  return decisions.some(({ outcome }) => outcome === 'same') ? 'same' : 'unknown'
}

export function outFrom(outages: readonly Outage[]): IsOut {
  if (outages.length === 0) return () => false
  const keys = new Set(outages.map(({ provider, model }) => JSON.stringify([provider, model ?? null])))
  return ({ provider, model }) => keys.has(JSON.stringify([provider, null])) || keys.has(JSON.stringify([provider, model]))
}
