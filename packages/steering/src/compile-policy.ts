/** Compiled once, evaluated often: paths are parsed, patterns compiled, rules put in order, the version worked out. */
import type { SteeringAction, SteeringPolicy, SteeringRule } from '@relayscope/contract'
import { ConditionProblem, compileCondition, type CompiledCondition } from './condition.ts'
import { LIMITS } from './limits.ts'
import { parsePath } from './path.ts'
import { placeProblems } from './place-problems.ts'
import { PolicyError, type PolicyProblem } from './problems.ts'
import { readPolicy } from './read-policy.ts'
import { policyVersion } from './version.ts'

export interface CompiledRule {
  readonly rule: SteeringRule
  readonly conditions: readonly CompiledCondition[]
}

export interface CompiledPolicy {
  readonly policy: SteeringPolicy
  /** SHA-256 of the content, in hex. */
  readonly version: string
  /** In the order they are looked at. */
  readonly rules: readonly CompiledRule[]
}

function compileConditions(rule: SteeringRule, place: string, problems: PolicyProblem[]): CompiledCondition[] {
  return rule.conditions.flatMap((condition, at) => {
    try {
      return [compileCondition(condition)]
    } catch (error) {
      if (!(error instanceof ConditionProblem)) throw error
      problems.push({ path: `${place}.conditions[${at}].${error.at}`, message: error.message })
      return []
    }
  })
}

function checkActions(actions: readonly SteeringAction[], place: string, problems: PolicyProblem[]): void {
  for (const [at, action] of actions.entries()) {
    const written =
      action.type === 'transform'
        ? { path: 'transformation', field: action.params.transformation.field }
        : action.type === 'inject'
          ? { path: 'context', field: action.params.context.field }
          : undefined
    if (written && !parsePath(written.field)) problems.push({ path: `${place}[${at}].params.${written.path}.field`, message: 'not a path' })
  }
}

function checkRule(rule: SteeringRule, place: string, seen: Set<string>, problems: PolicyProblem[]): void {
  if (seen.has(rule.id)) problems.push({ path: `${place}.id`, message: `the id ${rule.id} is taken by an earlier rule` })
  seen.add(rule.id)
  if (rule.operator === 'or' && rule.conditions.length === 0)
    problems.push({ path: `${place}.conditions`, message: 'an or of no conditions can never match' })
  checkActions(rule.actions, `${place}.actions`, problems)
}

/** Takes what `readPolicy` takes. Throws a `PolicyError` that lists everything that is wrong, of a text with the places. */
export function compilePolicy(source: unknown): CompiledPolicy {
  try {
    return compiledFrom(source)
  } catch (error) {
    if (!(error instanceof PolicyError) || typeof source !== 'string' || source.length > LIMITS.policyText) throw error
    throw new PolicyError(placeProblems(source, error.problems))
  }
}

function compiledFrom(source: unknown): CompiledPolicy {
  const policy = readPolicy(source)
  const problems: PolicyProblem[] = []
  const seen = new Set<string>()
  const compiled = policy.rules.map((rule, at) => {
    const place = `rules[${at}]`
    checkRule(rule, place, seen, problems)
    return { rule, conditions: compileConditions(rule, place, problems) }
  })
  checkActions(policy.defaultActions, 'defaultActions', problems)
  const instructions = compiled.reduce((sum, { conditions }) => sum + conditions.reduce((all, each) => all + each.instructions, 0), 0)
  if (instructions > LIMITS.policyInstructions)
    problems.push({ path: 'rules', message: `all patterns together are too large: ${instructions}, at most ${LIMITS.policyInstructions}` })
  if (problems.length > 0) throw new PolicyError(problems)
  const rules = compiled.toSorted((left, right) => left.rule.priority - right.rule.priority)
  return {
    policy,
    rules,
    version: policyVersion(
      policy,
      rules.map(({ rule }) => rule),
    ),
  }
}
