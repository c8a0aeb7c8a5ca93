/** From text or JSON to a policy whose shape is right, or a list of what is wrong with it. */
import { steeringPolicy, type SteeringPolicy } from '@relayscope/contract'
import { parse } from 'yaml'
import { LIMITS } from './limits.ts'
import { PolicyError, pathText, type PolicyProblem } from './problems.ts'
import { fromRoutingRules, hasRoutingRules } from './routing-rules.ts'

const MAX_DEPTH = 32
const MAX_VALUES = 200_000
const MAX_PROBLEMS = 50

/** Walks without recursion, so that nothing deep, endless or circular gets further than this. */
function sizeProblem(value: unknown): string | undefined {
  let level: unknown[] = [value]
  let values = 0
  let characters = 0
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return `nested deeper than ${MAX_DEPTH} levels, or circular`
    values += level.length
    const next: unknown[] = []
    for (const each of level) {
      if (typeof each === 'string') characters += each.length
      else if (typeof each === 'object' && each !== null) for (const member of Object.values(each)) next.push(member)
      if (next.length + values > MAX_VALUES) return `more than ${MAX_VALUES} values`
    }
    if (characters > LIMITS.policyText) return `more than ${LIMITS.policyText} characters of text`
    level = next
  }
  return undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
}

function fromText(text: string): unknown {
  if (text.length > LIMITS.policyText) throw new PolicyError([{ path: '', message: `longer than ${LIMITS.policyText} characters` }])
  try {
    return parse(text, { maxAliasCount: 100, logLevel: 'error' })
  } catch (error) {
    throw new PolicyError([{ path: '', message: `not YAML or JSON: ${messageOf(error)}` }])
  }
}

function schemaProblems(value: unknown): SteeringPolicy {
  const read = steeringPolicy.safeParse(value)
  if (read.success) return read.data
  const problems: PolicyProblem[] = read.error.issues.slice(0, MAX_PROBLEMS).map(({ path, message }) => ({ path: pathText(path), message }))
  throw new PolicyError(problems)
}

/** Takes YAML or JSON text, or what was parsed from it, in either form. Throws a `PolicyError` and nothing else. */
export function readPolicy(source: unknown): SteeringPolicy {
  const value = typeof source === 'string' ? fromText(source) : source
  try {
    const problem = sizeProblem(value)
    if (problem) throw new PolicyError([{ path: '', message: problem }])
    return schemaProblems(hasRoutingRules(value) ? fromRoutingRules(value) : value)
  } catch (error) {
    if (error instanceof PolicyError) throw error
    throw new PolicyError([{ path: '', message: `cannot be read: ${messageOf(error)}` }])
  }
}
