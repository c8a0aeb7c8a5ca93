import { CONDITION_OPERATORS } from '@relayscope/contract'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { describeEvaluation } from './describe.ts'
import { evaluate } from './evaluate.ts'

const rule = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  name: id,
  actions: [{ type: 'route', params: { provider: 'p', model: id } }],
  ...more,
})
const policy = (...rules: unknown[]) => compilePolicy({ rules })
const asks = (operator: string, value: unknown, input: unknown) =>
  evaluate(policy(rule('r', { conditions: [{ field: 'f', operator, ...(value === undefined ? {} : { value }) }] })), input).matched
    .length === 1

describe('operators', () => {
  test.each([
    ['equals', 'a', 'a', true],
    ['equals', 1, '1', false],
    ['equals', null, null, true],
    ['contains', 'ell', 'hello', true],
    ['contains', 'x', ['x', 'y'], true],
    ['contains', 1, 'a1', false],
    ['regex', '^h.l+o$', 'hello', true],
    ['regex', '(?i)HELLO', 'say hello', true],
    ['regex', 'a', ['a'], false],
    ['gt', 4, 5, true],
    ['gt', 4, '5', false],
    ['gte', 4, 4, true],
    ['lt', 4, 4, false],
    ['lte', 4, 4, true],
    ['in', ['a', 'b'], 'b', true],
    ['in', ['a', 'b'], ['b'], false],
    ['exists', undefined, 0, true],
    ['exists', undefined, null, false],
    ['exists', undefined, undefined, false],
  ])('%s %j on %j: %j', (operator, value, found, holds) => {
    expect(asks(operator, value, { f: found })).toBe(holds)
    if (CONDITION_OPERATORS.some((each) => each === `not_${operator}`)) expect(asks(`not_${operator}`, value, { f: found })).toBe(!holds)
  })

  test('an absent field passes only what asks for its absence or denies something of it', () => {
    const passing = CONDITION_OPERATORS.filter((operator) => {
      const value = { in: ['a'], not_in: ['a'], gt: 1, gte: 1, lt: 1, lte: 1, exists: undefined, not_exists: undefined }
      return asks(operator, operator in value ? value[operator as keyof typeof value] : 'a', {})
    })
    expect(passing).toEqual(['not_equals', 'not_contains', 'not_in', 'not_exists'])
  })

  test('nothing inherited is seen, and a path goes through lists, quoted names and lengths', () => {
    expect(asks('exists', undefined, Object.create({ f: 1 }))).toBe(false)
    const deep = policy(
      rule('r', {
        conditions: [
          { field: 'a[1]["x.y"].length', operator: 'equals', value: 3 },
          { field: 'a.length', operator: 'equals', value: 2 },
          { field: 'a.0.toString', operator: 'not_exists' },
        ],
      }),
    )
    expect(evaluate(deep, { a: [0, { 'x.y': 'abc' }] }).matched).toEqual(['r'])
  })
})

describe('order', () => {
  test('lower priority first, equal ones as written, and the first that does not continue ends it', () => {
    const compiled = policy(
      rule('late', { priority: 30 }),
      rule('first', { priority: 10, continue: true }),
      rule('off', { priority: 5, enabled: false }),
      rule('second', { priority: 20 }),
      rule('third', { priority: 20 }),
    )
    const { matched, route, stopped, rules } = evaluate(compiled, {})
    expect(matched).toEqual(['first', 'second'])
    expect(route).toEqual({ provider: 'p', model: 'second', ruleId: 'second' })
    expect(stopped).toEqual({ why: 'rule', ruleId: 'second' })
    expect(rules.map(({ ruleId, outcome }) => [ruleId, outcome])).toEqual([
      ['off', 'disabled'],
      ['first', 'matched'],
      ['second', 'matched'],
      ['third', 'not_reached'],
      ['late', 'not_reached'],
    ])
  })

  test('defaults are for when nothing matched', () => {
    const source = {
      rules: [rule('r', { conditions: [{ field: 'f', operator: 'exists' }], continue: true })],
      defaultActions: [{ type: 'route', params: { model: 'fallback' } }],
    }
    expect(evaluate(compilePolicy(source), {})).toMatchObject({ matched: [], route: { model: 'fallback' }, stopped: { why: 'defaults' } })
    expect(evaluate(compilePolicy(source), { f: 1 })).toMatchObject({ route: { model: 'r' }, stopped: { why: 'end' } })
    expect(evaluate(compilePolicy({ rules: [] }), {})).toMatchObject({ stopped: { why: 'end' }, actions: [] })
  })

  test('a later rule sees what an earlier one changed, and the input itself is untouched', () => {
    const compiled = policy(
      rule('change', {
        priority: 1,
        continue: true,
        actions: [
          { type: 'inject', params: { context: { field: 'context.team', value: 'blue' } } },
          { type: 'transform', params: { transformation: { field: 'prompt', operation: 'append', value: '!' } } },
          { type: 'transform', params: { transformation: { field: 'tags', operation: 'prepend', value: 'x' } } },
          { type: 'transform', params: { transformation: { field: 'secret', operation: 'delete' } } },
          { type: 'transform', params: { transformation: { field: 'n', operation: 'append', value: 'x' } } },
          { type: 'inject', params: { context: { field: 'tags[9].x', value: 1 } } },
        ],
      }),
      rule('see', { priority: 2, conditions: [{ field: 'context.team', operator: 'equals', value: 'blue' }] }),
    )
    const input = Object.freeze({ prompt: 'go', tags: Object.freeze(['y']), secret: 's', n: 1 })
    const result = evaluate(compiled, input)
    expect(result.matched).toEqual(['change', 'see'])
    expect(result.input).toEqual({ prompt: 'go!', tags: ['x', 'y'], n: 1, context: { team: 'blue' } })
    expect(result.actions.map(({ applied }) => applied)).toEqual([true, true, true, true, false, false, true])
  })

  test('a rejection keeps its status and who spoke it', () => {
    const compiled = policy(
      rule('no', {
        actions: [
          { type: 'reject', params: { message: 'not here', status: 403 } },
          { type: 'log', params: {} },
        ],
      }),
    )
    expect(evaluate(compiled, {})).toMatchObject({ rejection: { status: 403, message: 'not here', ruleId: 'no' } })
  })
})

describe('explanations', () => {
  test('every condition says what was wanted and found, also after one has settled the rule', () => {
    const compiled = policy(
      rule('Quality', {
        conditions: [
          { field: 'context.tier', operator: 'equals', value: 'gold' },
          { field: 'request.tokens', operator: 'gt', value: 10 },
          { field: 'request.model', operator: 'regex', value: '^gpt' },
        ],
      }),
    )
    const [explained] = evaluate(compiled, { context: { tier: 'tin' }, request: { tokens: '12', model: 'gpt-4o' } }).rules
    expect(explained).toMatchObject({ outcome: 'not_matched' })
    expect(explained?.conditions).toEqual([
      { field: 'context.tier', operator: 'equals', wanted: 'gold', found: 'tin', passed: false },
      { field: 'request.tokens', operator: 'gt', wanted: 10, found: '12', passed: false, note: 'not a number' },
      { field: 'request.model', operator: 'regex', wanted: '^gpt', found: 'gpt-4o', passed: true },
    ])
  })

  test('what is shown stays small, whatever was found', () => {
    const compiled = policy(rule('r', { conditions: [{ field: 'f', operator: 'contains', value: 'needle' }] }))
    const long = 'x'.repeat(3_000_000)
    const [explained] = evaluate(compiled, { f: `${long}needle` }).rules
    expect(JSON.stringify(explained).length).toBeLessThan(1000)
    expect(explained?.conditions[0]).toMatchObject({ passed: false, note: expect.stringContaining('only the first') })
  })

  test('one sentence says why', () => {
    const compiled = policy(rule('Quality', { conditions: [{ field: 'context.tags', operator: 'contains', value: 'high-priority' }] }))
    expect(describeEvaluation(evaluate(compiled, { context: { tags: ['high-priority'] } }))).toBe(
      'Rule "Quality" matched because context.tags contains "high-priority"',
    )
    expect(describeEvaluation(evaluate(compiled, {}))).toBe('No rule matched')
  })
})
