/**
 * A policy whose conditions the engine tests: each distinct condition is a bit, and the evaluator itself decides over the bits.
 * Inputs that walk through the rules alike are decided once.
 */
import { compilePolicy, type CompiledPolicy, type CompiledRule, evaluate, type Evaluation } from '@relayscope/steering'
import { sql, type Statement, uint } from '../../../planes/telemetry/statement.ts'
import { conditionOn } from './engine-conditions.ts'
import { InputColumns } from './input-columns.ts'

export interface EnginePolicy {
  /** What to take out of the column `input`, each with its name. */
  readonly columns: readonly { name: string; expression: Statement }[]
  /** Each a number of up to 30 bits over those columns. */
  readonly words: readonly Statement[]
  /** The rules that these bits pass, up to the first after which nothing counts: where this is equal, the decision is. */
  walk(words: readonly number[]): string
  decide(words: readonly number[]): Evaluation
}

const BITS_PER_WORD = 30
/** More make a statement the engine takes longer to read than to answer. */
const MOST_CONDITIONS = 600
/** No path of a policy leads here but by intent, and then it harms only itself. */
const BITS = 'conditions tested by the engine'

/** `undefined`: not all of it can be said to the engine; the evaluator decides over the inputs themselves. */
export function enginePolicy(compiled: CompiledPolicy): EnginePolicy | undefined {
  if (writesWhatIsReadLater(compiled)) return undefined
  const bits = new ConditionBits()
  const places: number[][] = []
  for (const rule of compiled.rules) {
    const found = rule.rule.enabled ? bits.of(rule) : []
    if (found === undefined) return undefined
    places.push(found)
  }
  const decider = compilePolicy({
    ...compiled.policy,
    rules: compiled.rules.map(({ rule }, at) => ({
      ...rule,
      conditions: (places[at] ?? []).map((place) => ({ field: `["${BITS}"][${place}]`, operator: 'equals', value: true })),
      // Of a rule that is switched off the conditions are not asked, and an or of none is refused.
      operator: rule.enabled ? rule.operator : 'and',
    })),
  })
  const steps = compiled.rules.flatMap((rule, at) => (rule.rule.enabled ? [stepOf(rule, at, places[at] ?? [])] : []))
  return {
    columns: bits.columns.list,
    words: wordsOf(bits.tests),
    walk: (words) => walkThrough(steps, words),
    decide: (words) => evaluate(decider, { [BITS]: bits.tests.map((_, at) => isSet(words, at)) }, { reasons: false }),
  }
}

class ConditionBits {
  readonly columns = new InputColumns()
  readonly tests: Statement[] = []
  private readonly places = new Map<string, number>()

  /** Where the conditions of the rule have their bits. */
  of({ conditions }: CompiledRule): number[] | undefined {
    const found: number[] = []
    for (const { source, path } of conditions) {
      const key = JSON.stringify([path, source.operator, source.value])
      let place = this.places.get(key)
      if (place === undefined) {
        const columns = this.columns.at(path)
        const test = columns && conditionOn(columns, source)
        if (!test || this.tests.length >= MOST_CONDITIONS) return undefined
        place = this.tests.push(test) - 1
        this.places.set(key, place)
      }
      found.push(place)
    }
    return found
  }
}

interface Step {
  name: string
  /** Of each word, the bits that count. */
  masks: readonly (readonly [word: number, mask: number])[]
  all: boolean
  isLast: boolean
}

function stepOf({ rule }: CompiledRule, at: number, places: readonly number[]): Step {
  const masks = new Map<number, number>()
  for (const place of places) {
    const word = Math.floor(place / BITS_PER_WORD)
    masks.set(word, (masks.get(word) ?? 0) | (1 << (place % BITS_PER_WORD)))
  }
  return { name: `${at} `, masks: [...masks], all: rule.operator === 'and', isLast: !rule.continue }
}

function walkThrough(steps: readonly Step[], words: readonly number[]): string {
  let walked = ''
  for (const { name, masks, all, isLast } of steps) {
    const passes = all
      ? masks.every(([word, mask]) => ((words[word] ?? 0) & mask) === mask)
      : masks.some(([word, mask]) => ((words[word] ?? 0) & mask) !== 0)
    if (!passes) continue
    walked += name
    if (isLast) break
  }
  return walked
}

const isSet = (words: readonly number[], at: number): boolean =>
  (((words[Math.floor(at / BITS_PER_WORD)] ?? 0) >> (at % BITS_PER_WORD)) & 1) === 1

function wordsOf(tests: readonly Statement[]): Statement[] {
  const words: Statement[] = []
  for (let from = 0; from < tests.length; from += BITS_PER_WORD) {
    const bits = tests.slice(from, from + BITS_PER_WORD).map((test, at) => sql`bitShiftLeft(toUInt32(${test}), ${uint(at)})`)
    words.push(sql`toUInt32(${sql.join(bits, sql` + `)})`)
  }
  return words
}

/** A rule that goes on after changing the input may change what a later rule sees: bits tested beforehand would be stale. */
function writesWhatIsReadLater({ rules }: CompiledPolicy): boolean {
  return rules.some(
    ({ rule }, at) =>
      rule.enabled &&
      rule.continue &&
      rule.actions.some(({ type }) => type === 'transform' || type === 'inject') &&
      rules.slice(at + 1).some((later) => later.rule.enabled && later.conditions.length > 0),
  )
}
