import { CONDITION_OPERATORS, type SteeringPolicyInput } from '@relayscope/contract'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { evaluate } from './evaluate.ts'

const FIELDS = ['a', 'b', 'a.b', 'list', 'list.length', 'list[0]', 'text.length', 'n']
const scalar = fc.oneof(fc.constantFrom('x', 'xy', '', 'gpt-4'), fc.integer({ min: -3, max: 3 }), fc.boolean(), fc.constant(null))

const condition = fc.constantFrom(...CONDITION_OPERATORS).chain((operator) => {
  const value =
    operator === 'in' || operator === 'not_in'
      ? fc.array(scalar, { maxLength: 4 })
      : operator === 'regex'
        ? fc.constantFrom('x', '^x+y$', '(x|xx)*y', '')
        : /^(gt|lt)/.test(operator)
          ? fc.integer({ min: -3, max: 3 })
          : scalar
  return fc
    .constantFrom(...FIELDS)
    .chain((field) =>
      /exists/.test(operator) ? fc.constant({ field, operator }) : value.map((wanted) => ({ field, operator, value: wanted })),
    )
})

const action = fc.oneof(
  fc.record({
    type: fc.constant('route' as const),
    params: fc.record({ provider: fc.constantFrom('p', 'q'), model: fc.constantFrom('m', 'n') }),
  }),
  fc.record({
    type: fc.constant('inject' as const),
    params: fc.record({ context: fc.record({ field: fc.constantFrom('a', 'a.b', 'list[0]'), value: scalar }) }),
  }),
  fc.record({
    type: fc.constant('transform' as const),
    params: fc.record({
      transformation: fc.oneof(
        fc.record({
          field: fc.constantFrom(...FIELDS),
          operation: fc.constantFrom('replace' as const, 'append' as const, 'prepend' as const),
          value: scalar,
        }),
        fc.record({ field: fc.constantFrom(...FIELDS), operation: fc.constant('delete' as const) }),
      ),
    }),
  }),
  fc.record({ type: fc.constant('reject' as const), params: fc.record({ message: fc.string(), status: fc.constantFrom(400, 403) }) }),
  fc.constant({ type: 'log' as const, params: {} }),
)

const policies: fc.Arbitrary<SteeringPolicyInput> = fc.record({
  rules: fc
    .array(
      fc.record({
        priority: fc.integer({ min: 0, max: 4 }),
        enabled: fc.boolean(),
        operator: fc.constantFrom('and' as const, 'or' as const),
        conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
        actions: fc.array(action, { maxLength: 3 }),
        continue: fc.boolean(),
      }),
      { maxLength: 8 },
    )
    .map((rules) => rules.map((rule, at) => ({ id: `r${at}`, name: `r${at}`, ...rule }))),
  defaultActions: fc.array(action, { maxLength: 2 }),
})

const inputs = fc.record(
  {
    a: fc.oneof(scalar, fc.record({ b: scalar })),
    b: scalar,
    list: fc.array(scalar, { maxLength: 3 }),
    text: fc.string(),
    n: fc.integer({ min: -3, max: 3 }),
  },
  { requiredKeys: [] },
)

describe('whatever the policy and the input', () => {
  test('the same input and version give the same evaluation, and the input is left as it was', () => {
    fc.assert(
      fc.property(policies, inputs, (source, input) => {
        const before = structuredClone(input)
        const compiled = compilePolicy(source)
        const again = compilePolicy(structuredClone(source))
        expect(again.version).toBe(compiled.version)
        expect(evaluate(again, structuredClone(input))).toEqual(evaluate(compiled, input))
        expect(input).toEqual(before)
      }),
    )
  })

  test('rules are looked at in order, and none after a match that does not continue', () => {
    fc.assert(
      fc.property(policies, inputs, (source, input) => {
        const { rules, matched, stopped } = evaluate(compilePolicy(source), input)
        const place = (id: string) => source.rules.findIndex((rule) => rule.id === id)
        for (const [at, rule] of rules.entries()) {
          const next = rules[at + 1]
          if (next)
            expect(rule.priority < next.priority || (rule.priority === next.priority && place(rule.ruleId) < place(next.ruleId))).toBe(true)
        }
        const end = rules.findIndex((rule) => rule.outcome === 'matched' && !rule.continue)
        const reached = end < 0 ? rules : rules.slice(0, end + 1)
        expect(matched).toEqual(reached.filter((rule) => rule.outcome === 'matched').map((rule) => rule.ruleId))
        expect(rules.slice(reached.length).every((rule) => rule.outcome === 'not_reached' || rule.outcome === 'disabled')).toBe(true)
        expect(stopped.why === 'rule').toBe(end >= 0)
      }),
    )
  })

  test('a rule matches exactly when its conditions say so', () => {
    fc.assert(
      fc.property(policies, inputs, (source, input) => {
        for (const { outcome, operator, conditions } of evaluate(compilePolicy(source), input).rules) {
          if (outcome !== 'matched' && outcome !== 'not_matched') continue
          const passed = conditions.filter((each) => each.passed).length
          expect(outcome === 'matched').toBe(operator === 'and' ? passed === conditions.length : passed > 0)
        }
      }),
    )
  })

  test('without reasons the answer is the same', () => {
    fc.assert(
      fc.property(policies, inputs, (source, input) => {
        const compiled = compilePolicy(source)
        expect(evaluate(compiled, input, { reasons: false })).toEqual({ ...evaluate(compiled, input), rules: [] })
      }),
    )
  })

  test('the order of rules in the file does not change the version when their priorities differ', () => {
    fc.assert(
      fc.property(policies, (source) => {
        const ranked = { ...source, rules: source.rules.map((rule, at) => ({ ...rule, priority: at })) }
        expect(compilePolicy({ ...ranked, rules: ranked.rules.toReversed() }).version).toBe(compilePolicy(ranked).version)
      }),
    )
  })
})

describe('hostile input', () => {
  const compiled = compilePolicy({
    rules: CONDITION_OPERATORS.map((operator, at) => ({
      id: `r${at}`,
      name: operator,
      continue: true,
      conditions: [
        {
          field: 'a.b.length',
          operator,
          ...(/exists/.test(operator) ? {} : { value: operator.endsWith('in') ? ['x'] : /^[gl]t/.test(operator) ? 1 : 'x' }),
        },
      ].map((each) => (operator === 'contains' || operator === 'not_contains' ? { ...each, value: 'x' } : each)),
      actions: [{ type: 'inject', params: { context: { field: 'a.c', value: 1 } } }],
    })),
  })

  test('nothing at all makes it throw', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (input) => void evaluate(compiled, input),
      ),
    )
    const circular: Record<string, unknown> = {}
    circular['a'] = circular
    expect(() => evaluate(compiled, circular)).not.toThrow()
    const thrower = new Proxy({}, { get: () => boom(), getOwnPropertyDescriptor: () => boom(), ownKeys: () => boom() })
    expect(() => evaluate(compiled, thrower)).not.toThrow()
    expect(() => evaluate(compiled, { a: thrower })).not.toThrow()
  })

  test('a pattern that explodes elsewhere takes no more steps for a longer text than the text is longer', () => {
    for (const value of ['(a+)+$', '(a|aa)+$', '(.*a){20}$', '^(([a-z])+.)+[A-Z]([a-z])+$', '(a{1,20}){1,20}b']) {
      const dangerous = compilePolicy({
        rules: [{ id: 'r', name: 'r', conditions: [{ field: 'f', operator: 'regex', value }], actions: [] }],
      })
      expect(evaluate(dangerous, { f: `${'a'.repeat(200_000)}!` }).matched).toEqual([])
    }
  })
})

function boom(): never {
  throw new Error('no')
}
