/** A rule evaluation done again, beside what was recorded of it. Only what the record says is compared. */
import type { Decision, ReplayedDecision, SteeringAction } from '@relayscope/contract'
import { canonicalJson, describeEvaluation, type Evaluation, recordOf } from '@relayscope/steering'
import { type Claims, claimsOf } from '../redecide/claims.ts'

type Difference = ReplayedDecision['differences'][number]

export interface ComparedRules {
  differences: Difference[]
  replayed: NonNullable<ReplayedDecision['replayed']>
}

export function compareRules(
  decision: Decision,
  evaluation: Evaluation,
  rules: readonly { id: string; actions: readonly SteeringAction[] }[],
): ComparedRules {
  const claims = claimsOf(decision.output)
  const alone = decision.ruleId !== undefined && decision.rules === undefined && claims.matchedRules === undefined
  return alone ? compareOneRule(decision, decision.ruleId ?? '', claims, evaluation, rules) : compareWhole(decision, claims, evaluation)
}

/** A record of one rule: whether it matched, what it does, whether the walk went on. */
function compareOneRule(
  { ruleName }: Decision,
  ruleId: string,
  claims: Claims,
  evaluation: Evaluation,
  rules: readonly { id: string; actions: readonly SteeringAction[] }[],
): ComparedRules {
  const explained = evaluation.rules.find((rule) => rule.ruleId === ruleId)
  const matched = explained?.outcome === 'matched'
  const said = claims.matched ?? true
  const actions = rules.find(({ id }) => id === ruleId)?.actions ?? []
  const differences = [
    ...differing('output.matched', said, explained === undefined ? undefined : matched),
    ...(claims.actions && said && matched ? differingActions(claims.actions, actions) : []),
    ...(claims.continue === undefined || !explained || !matched ? [] : differing('output.continue', claims.continue, explained.continue)),
  ]
  const output = { matched, actions: matched ? actions : [], continue: explained?.continue ?? false }
  return {
    differences,
    replayed: {
      output,
      ruleId,
      ...(ruleName === undefined ? {} : { ruleName }),
      reasoning: describeEvaluation(evaluation),
      rules: [...evaluation.rules],
    },
  }
}

function compareWhole(decision: Decision, claims: Claims, evaluation: Evaluation): ComparedRules {
  const { matched, actions, route, rejection } = evaluation
  const replayed = recordOf(evaluation)
  const recordedMatched = claims.matchedRules ?? decision.rules?.flatMap((rule) => (rule.outcome === 'matched' ? [rule.ruleId] : []))
  const differences = [
    ...(recordedMatched
      ? differing('output.matchedRules', recordedMatched, matched)
      : claims.matched === undefined
        ? []
        : differing('output.matched', claims.matched, matched.length > 0)),
    ...(claims.actions
      ? differingActions(
          claims.actions,
          actions.map(({ action }) => action),
        )
      : []),
    ...(claims.route || route ? differingRoute(claims, route) : []),
    ...(claims.rejected === undefined ? [] : differing('output.rejected', claims.rejected, rejection !== undefined)),
    ...(decision.ruleId === undefined ? [] : differing('ruleId', decision.ruleId, replayed.ruleId)),
  ]
  return { differences, replayed }
}

/** An output that speaks of no route may belong to a gateway that does not record it. */
function differingRoute({ route: said, actions, matched }: Claims, route: Evaluation['route']): Difference[] {
  if (said === undefined && actions === undefined && matched !== false) return []
  return [
    ...differing('output.route.provider', said?.provider, route?.provider),
    ...differing('output.route.model', said?.model, route?.model),
  ]
}

/** Type and parameters, each in its place; what a record adds beside them does not count. */
function differingActions(said: readonly unknown[], now: readonly SteeringAction[]): Difference[] {
  return Array.from({ length: Math.max(said.length, now.length) }, (_, at) =>
    differing(`output.actions[${at}]`, comparable(said[at]), comparable(now[at])),
  ).flat()
}

function comparable(action: unknown): unknown {
  if (typeof action !== 'object' || action === null) return action
  const { type, params } = action as { type?: unknown; params?: unknown }
  // What the policy's reader fills in was perhaps not written by the gateway.
  if (type === 'reject' || type === 'log') return { type }
  return { type, params: params ?? {} }
}

export function differing(path: string, recorded: unknown, replayed: unknown): Difference[] {
  if (canonicalJson(recorded) === canonicalJson(replayed)) return []
  return [{ path, ...(recorded === undefined ? {} : { recorded }), ...(replayed === undefined ? {} : { replayed }) }]
}
