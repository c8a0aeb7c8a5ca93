/**
 * A policy whose conditions the engine tests: each distinct condition is a bit, and the evaluator itself decides over the bits.
 * Inputs with equal bits are decided once.
 */
import { compilePolicy, type CompiledPolicy, evaluate, type Evaluation } from '@relayscope/steering'
import { sql, type Statement, uint } from '../../../planes/telemetry/statement.ts'
import { conditionOn, rawAt } from './engine-conditions.ts'

export interface EnginePolicy {
  /** What to take out of the column `input`, each with its name. */
  readonly extractions: readonly { name: string; expression: Statement }[]
  /** Each a number of up to 30 bits over the columns of `extractions`. */
  readonly words: readonly Statement[]
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
  const names = new Map<string, string>()
  const extractions: { name: string; expression: Statement }[] = []
  const bits = new Map<string, number>()
  const tests: Statement[] = []
  const rules: object[] = []
  for (const { rule, conditions } of compiled.rules) {
    const places: number[] = []
    if (rule.enabled)
      for (const { source, path } of conditions) {
        const key = JSON.stringify([path, source.operator, source.value])
        let place = bits.get(key)
        if (place === undefined) {
          const expression = rawAt(path)
          const pathKey = JSON.stringify(path)
          const name = names.get(pathKey) ?? `raw${names.size}`
          const test = expression && conditionOn(name, source)
          if (!expression || !test || tests.length >= MOST_CONDITIONS) return undefined
          if (!names.has(pathKey)) {
            names.set(pathKey, name)
            extractions.push({ name, expression })
          }
          place = tests.push(test) - 1
          bits.set(key, place)
        }
        places.push(place)
      }
    const overBits = places.map((place) => ({ field: `["${BITS}"][${place}]`, operator: 'equals', value: true }))
    rules.push({
      ...rule,
      conditions: rule.enabled ? overBits : [],
      ...(rule.operator === 'or' && overBits.length === 0 ? { operator: 'and' } : {}),
    })
  }
  const decider = compilePolicy({ ...compiled.policy, rules })
  return {
    extractions,
    words: wordsOf(tests),
    decide: (words) => evaluate(decider, { [BITS]: tests.map((_, at) => isSet(words, at)) }, { reasons: false }),
  }
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
