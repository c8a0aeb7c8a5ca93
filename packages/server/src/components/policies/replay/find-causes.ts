/** Why a decision that is evaluated again differs from its record: which field of the record explains it. */
import type { Decision, ReplayCause } from '@relayscope/contract'
import { canonicalJson, type ConditionExplanation, type Evaluation, type RuleExplanation } from '@relayscope/steering'

/** Texts that recorders leave where a value was not kept. */
const LEFT_OUT = /^\[not recorded|^\[redacted|^\(list of \d+\)$|^\(object\)$|\[REDACTED/i
/** What the privacy policy puts where something was: `[EMAIL]`, `[KEY:0f3a…]`. */
const REDACTED = /\[[A-Z][A-Z_]{1,40}(:[0-9a-f]{8,64})?\]/
const CUT = /\[cut: \d+ characters\]$|… \(\d+ (characters|members)\)$/

export interface CauseFacts {
  decision: Decision
  evaluation: Evaluation
  /** The version that decided now. */
  version: string
  /** Whether that is the version the decision was made with, as far as the record tells. */
  sameVersion: 'yes' | 'no' | 'unknown'
}

export function findCauses(facts: CauseFacts): ReplayCause[] {
  const { decision, evaluation, sameVersion, version } = facts
  const parted = partedRules(decision, evaluation)
  const causes = parted.flatMap((rule) =>
    causesIn(
      rule,
      decision.rules?.find(({ ruleId }) => ruleId === rule.ruleId),
    ),
  )
  if (causes.length > 0) return unique(causes)
  const missing = decision.ruleId !== undefined && !evaluation.rules.some(({ ruleId }) => ruleId === decision.ruleId)
  if (missing) return [cause('', 'policy', `the rule ${decision.ruleId} is not in the version ${version.slice(0, 12)} that was evaluated`)]
  if (sameVersion === 'no')
    return [
      cause(
        'policyVersion',
        'policy',
        `it was decided with the version ${decision.policyVersion}, which is not the one that was evaluated`,
      ),
    ]
  if (sameVersion === 'unknown')
    return [
      cause(
        'policyVersion',
        'not_recorded',
        'the record does not name the version it was decided with; another one may have been in force',
      ),
    ]
  return [cause('', 'unknown', 'the recorded input and version give another decision, and nothing in the record says why')]
}

/** Rules that fared otherwise, as far as the record tells; the first one that parted explains those after it. */
function partedRules({ rules, ruleId, output }: Decision, evaluation: Evaluation): RuleExplanation[] {
  if (rules) {
    const recorded = new Map(rules.map((rule) => [rule.ruleId, rule.outcome]))
    const first = evaluation.rules.find(({ ruleId: id, outcome }) => recorded.has(id) && recorded.get(id) !== outcome)
    return first ? [first] : []
  }
  const matchedThen = (id: string) => id === ruleId && (output as { matched?: unknown } | null)?.matched !== false
  return evaluation.rules.filter(
    ({ ruleId: id, outcome }) => (outcome === 'matched') !== matchedThen(id) && (id === ruleId || outcome === 'matched'),
  )
}

function causesIn(rule: RuleExplanation, recorded: NonNullable<Decision['rules']>[number] | undefined): ReplayCause[] {
  return rule.conditions.flatMap((now, at) => {
    const then =
      recorded?.conditions?.find((each) => each.field === now.field && each.operator === now.operator) ?? recorded?.conditions?.[at]
    return then ? causeBetween(now, then) : causeAlone(now)
  })
}

/** The gateway's own explanation says what it found; the recorded input says what can be found in it now. */
function causeBetween(now: ConditionExplanation, then: { field: string; found?: unknown; wanted?: unknown }): ReplayCause[] {
  if (canonicalJson(now.wanted) !== canonicalJson(then.wanted) || now.field !== then.field)
    return [cause(now.field, 'policy', `the rule asks something else of ${now.field} than it did`)]
  if (isRedacted(now.found)) return [cause(now.field, 'not_recorded', `a part of ${now.field} was redacted before it was recorded`)]
  if (canonicalJson(now.found) === canonicalJson(then.found)) return []
  if (isCut(then.found) && isCut(now.found)) return []
  if (now.found === undefined)
    return [cause(now.field, 'not_recorded', `${now.field} was ${text(then.found)} when it was decided, and is not in the recorded input`)]
  if (isLeftOut(now.found)) return [cause(now.field, 'not_recorded', `${now.field} was left out of the recorded input`)]
  if (isCut(now.found)) return [cause(now.field, 'cut', `only the beginning of ${now.field} was recorded`)]
  return [cause(now.field, 'changed', `${now.field} was ${text(then.found)} when it was decided, and the record has ${text(now.found)}`)]
}

function causeAlone(now: ConditionExplanation): ReplayCause[] {
  if (isRedacted(now.found)) return [cause(now.field, 'not_recorded', `a part of ${now.field} was redacted before it was recorded`)]
  if (isLeftOut(now.found)) return [cause(now.field, 'not_recorded', `${now.field} was left out of the recorded input`)]
  if (isCut(now.found)) return [cause(now.field, 'cut', `only the beginning of ${now.field} was recorded`)]
  if (now.found === undefined && now.operator !== 'exists' && now.operator !== 'not_exists')
    return [cause(now.field, 'not_recorded', `${now.field} is not in the recorded input`)]
  return []
}

const isLeftOut = (value: unknown): boolean => typeof value === 'string' && LEFT_OUT.test(value)
const isRedacted = (value: unknown): boolean => typeof value === 'string' && REDACTED.test(value)
const isCut = (value: unknown): boolean => typeof value === 'string' && CUT.test(value)
const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value))
const cause = (field: string, why: ReplayCause['why'], sentence: string): ReplayCause => ({ field, why, sentence })

function unique(causes: readonly ReplayCause[]): ReplayCause[] {
  return [...new Map(causes.map((each) => [`${each.field} ${each.why}`, each])).values()].slice(0, 20)
}
