/** One condition, compiled: a test of what is found, and what to call what was found. */
import type { SteeringCondition } from '@relayscope/contract'
import { RE2JS } from 're2js'
import { LIMITS } from './limits.ts'
import { parsePath, readPath, type Path } from './path.ts'
import { shown, type Shown } from './shown.ts'

export interface ConditionExplanation {
  readonly field: string
  readonly operator: SteeringCondition['operator']
  readonly wanted?: Shown
  /** Absent: there was nothing. */
  readonly found?: Shown
  readonly passed: boolean
  /** Only where it is not plain why. */
  readonly note?: string
}

type Test = (found: unknown) => boolean

export interface CompiledCondition {
  readonly source: SteeringCondition
  readonly path: Path
  readonly wanted?: Shown
  readonly test: Test
  /** Of its pattern; 0 without one. */
  readonly instructions: number
}

/** Why a condition cannot be compiled. `at` is the part of it that is wrong. */
export class ConditionProblem extends Error {
  readonly at: 'field' | 'value'
  constructor(at: 'field' | 'value', message: string) {
    super(message)
    this.at = at
  }
}

const looked = (text: string) => (text.length > LIMITS.text ? text.slice(0, LIMITS.text) : text)

function compilePattern(value: unknown): { test: Test; instructions: number } {
  if (typeof value !== 'string') throw new ConditionProblem('value', 'regex needs a pattern as text')
  let pattern: RE2JS
  try {
    pattern = RE2JS.compile(value)
  } catch (error) {
    throw new ConditionProblem('value', `not a regular expression RE2 accepts: ${error instanceof Error ? error.message : 'unknown error'}`)
  }
  const instructions = pattern.programSize()
  if (instructions > LIMITS.patternInstructions)
    throw new ConditionProblem('value', `the pattern is too large: ${instructions} instructions, at most ${LIMITS.patternInstructions}`)
  return { test: (found) => typeof found === 'string' && pattern.test(looked(found)), instructions }
}

function compileContains(value: unknown): Test {
  if (Array.isArray(value) || value === undefined) throw new ConditionProblem('value', 'contains needs one value')
  return (found) => {
    if (typeof found === 'string') return typeof value === 'string' && looked(found).includes(value)
    if (!Array.isArray(found)) return false
    return (found.length > LIMITS.listMembers ? found.slice(0, LIMITS.listMembers) : found).includes(value)
  }
}

function compileEquals(value: unknown): Test {
  if (Array.isArray(value) || value === undefined) throw new ConditionProblem('value', 'equals needs one value; for several there is in')
  return (found) => found === value
}

function compileIn(value: unknown): Test {
  if (!Array.isArray(value)) throw new ConditionProblem('value', 'in needs a list of values')
  const members = new Set<unknown>(value)
  return (found) => members.has(found)
}

function compileOrder(value: unknown, holds: (found: number, wanted: number) => boolean): Test {
  if (typeof value !== 'number') throw new ConditionProblem('value', 'an order needs a number')
  return (found) => typeof found === 'number' && holds(found, value)
}

function compileExists(value: unknown): Test {
  if (value !== undefined && typeof value !== 'boolean') throw new ConditionProblem('value', 'exists takes no value')
  return (found) => found !== undefined && found !== null
}

const not =
  (test: Test): Test =>
  (found) =>
    !test(found)

function compileTest({ operator, value }: SteeringCondition): { test: Test; instructions?: number } {
  switch (operator) {
    case 'regex':
      return compilePattern(value)
    case 'equals':
      return { test: compileEquals(value) }
    case 'not_equals':
      return { test: not(compileEquals(value)) }
    case 'contains':
      return { test: compileContains(value) }
    case 'not_contains':
      return { test: not(compileContains(value)) }
    case 'in':
      return { test: compileIn(value) }
    case 'not_in':
      return { test: not(compileIn(value)) }
    case 'exists':
      return { test: compileExists(value) }
    case 'not_exists':
      return { test: not(compileExists(value)) }
    case 'gt':
      return { test: compileOrder(value, (found, wanted) => found > wanted) }
    case 'gte':
      return { test: compileOrder(value, (found, wanted) => found >= wanted) }
    case 'lt':
      return { test: compileOrder(value, (found, wanted) => found < wanted) }
    case 'lte':
      return { test: compileOrder(value, (found, wanted) => found <= wanted) }
  }
}

export function compileCondition(source: SteeringCondition): CompiledCondition {
  const path = parsePath(source.field)
  if (!path) throw new ConditionProblem('field', 'not a path: names joined by dots, [0] for a member of a list, ["a.b"] for other names')
  const { test, instructions = 0 } = compileTest(source)
  const { value } = source
  return { source, path, ...(value === undefined ? {} : { wanted: shown(value) }), test, instructions }
}

function noteOn(operator: SteeringCondition['operator'], found: unknown): string | undefined {
  if (operator === 'exists' || operator === 'not_exists') return undefined
  if (found === undefined) return 'the field is absent'
  if (['gt', 'gte', 'lt', 'lte'].includes(operator) && typeof found !== 'number') return 'not a number'
  if (operator === 'regex' && typeof found !== 'string') return 'not a text'
  if (typeof found === 'string' && found.length > LIMITS.text && /regex|contains/.test(operator))
    return `only the first ${LIMITS.text} characters were looked at`
  if (Array.isArray(found) && found.length > LIMITS.listMembers && /contains/.test(operator))
    return `only the first ${LIMITS.listMembers} members were looked at`
  return undefined
}

/** Reads without trust: what cannot be read is absent. */
function find(condition: CompiledCondition, input: unknown): unknown {
  try {
    return readPath(input, condition.path)
  } catch {
    return undefined
  }
}

export const passes = (condition: CompiledCondition, input: unknown): boolean => condition.test(find(condition, input))

export function explain(condition: CompiledCondition, input: unknown): ConditionExplanation {
  const found = find(condition, input)
  const { field, operator } = condition.source
  const note = noteOn(operator, found)
  return {
    field,
    operator,
    ...(condition.wanted === undefined ? {} : { wanted: condition.wanted }),
    ...(found === undefined ? {} : { found: shown(found) }),
    passed: condition.test(found),
    ...(note === undefined ? {} : { note }),
  }
}
