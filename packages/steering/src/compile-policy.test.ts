import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compilePolicy } from './compile-policy.ts'
import { evaluate } from './evaluate.ts'
import { PolicyError } from './problems.ts'

const route = [{ type: 'route', params: { provider: 'p' } }]
const problems = (source: unknown) => {
  try {
    compilePolicy(source)
  } catch (error) {
    if (error instanceof PolicyError) return error.problems
    throw error
  }
  return []
}
const paths = (source: unknown) => problems(source).map(({ path }) => path)
const withCondition = (condition: unknown) => ({ rules: [{ id: 'r', name: 'r', conditions: [condition], actions: route }] })

describe('a policy that is wrong says where', () => {
  test.each([
    ['an unknown operator', withCondition({ field: 'a', operator: 'resembles', value: 1 }), 'rules[0].conditions[0].operator'],
    ['a field that is no path', withCondition({ field: 'a..b', operator: 'exists' }), 'rules[0].conditions[0].field'],
    [
      'a field that reaches into what is shared',
      withCondition({ field: 'a.__proto__.b', operator: 'exists' }),
      'rules[0].conditions[0].field',
    ],
    ['a pattern RE2 does not know', withCondition({ field: 'a', operator: 'regex', value: '(?=x)' }), 'rules[0].conditions[0].value'],
    [
      'a pattern that grows too large',
      withCondition({ field: 'a', operator: 'regex', value: '(?:(?:x{1,30}){1,30}){1}(?:y{1,30}){1,30}' }),
      'rules[0].conditions[0].value',
    ],
    ['a list where one value belongs', withCondition({ field: 'a', operator: 'equals', value: ['x'] }), 'rules[0].conditions[0].value'],
    ['one value where a list belongs', withCondition({ field: 'a', operator: 'in', value: 'x' }), 'rules[0].conditions[0].value'],
    ['text where a number belongs', withCondition({ field: 'a', operator: 'gt', value: '4' }), 'rules[0].conditions[0].value'],
    ['no value', withCondition({ field: 'a', operator: 'equals' }), 'rules[0].conditions[0].value'],
    ['an unknown action', { rules: [{ id: 'r', name: 'r', actions: [{ type: 'explode', params: {} }] }] }, 'rules[0].actions[0].type'],
    ['a road to nowhere', { rules: [{ id: 'r', name: 'r', actions: [{ type: 'route', params: {} }] }] }, 'rules[0].actions[0].params'],
    ['an or of nothing', { rules: [{ id: 'r', name: 'r', operator: 'or', actions: route }] }, 'rules[0].conditions'],
    [
      'an id twice',
      {
        rules: [
          { id: 'r', name: 'r', actions: route },
          { id: 'r', name: 's', actions: route },
        ],
      },
      'rules[1].id',
    ],
    ['too many rules', { rules: Array.from({ length: 501 }, (_, at) => ({ id: `r${at}`, name: 'r', actions: route })) }, 'rules'],
    ['a word nobody knows', { rules: [{ id: 'r', name: 'r', actions: route, whenever: 1 }] }, 'rules[0]'],
    ['no rules', {}, 'rules'],
    ['no YAML', 'rules: [}', ''],
    ['no object', '42', ''],
  ])('%s', (_, source, path) => {
    expect(paths(source)).toContain(path)
  })

  test('everything that is wrong is named at once', () => {
    const source = {
      rules: [
        {
          id: 'r',
          name: 'r',
          actions: route,
          conditions: [
            { field: '.', operator: 'exists' },
            { field: 'a', operator: 'regex', value: '[' },
          ],
        },
      ],
    }
    expect(paths(source)).toEqual(['rules[0].conditions[0].field', 'rules[0].conditions[1].value'])
  })

  test('circular, deep and bottomless policies are refused, not followed', () => {
    const circular: Record<string, unknown> = { rules: [] }
    circular['constraints'] = circular
    expect(problems(circular)[0]?.message).toContain('circular')
    let deep: unknown = 1
    for (let level = 0; level < 100_000; level++) deep = [deep]
    expect(problems({ rules: [], constraints: { deep } })[0]?.message).toContain('deeper')
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
      .split('')
      .map((name, at) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`)
      .join('\n')}`
    expect(problems(bomb)).toHaveLength(1)
    expect(problems('x'.repeat(3_000_000))).toHaveLength(1)
  })

  test('whatever it is given, it compiles or throws a PolicyError', () => {
    fc.assert(fc.property(fc.oneof(fc.anything({ withBigInt: true, withMap: true }), fc.string()), (source) => void problems(source)))
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom('regex', 'equals', 'gt', 'in'),
        fc.anything(),
        (field, operator, value) => void problems(withCondition({ field, operator, value })),
      ),
    )
  })
})

describe('the version', () => {
  const source = { rules: [{ id: 'r', name: 'r', actions: route, priority: 1 }] }
  test('is of the content: a default that is spelled out or another order of names changes nothing', () => {
    const { version } = compilePolicy(source)
    expect(version).toMatch(/^[0-9a-f]{64}$/)
    expect(compilePolicy({ name: 'policy', rules: [{ actions: route, priority: 1, enabled: true, name: 'r', id: 'r' }] }).version).toBe(
      version,
    )
    expect(compilePolicy(JSON.stringify(source)).version).toBe(version)
    expect(compilePolicy({ rules: [{ ...source.rules[0], priority: 2 }] }).version).not.toBe(version)
  })

  test('is the SHA-256 of the canonical JSON', async () => {
    const { canonicalJson, policyVersion } = await import('./version.ts')
    const { policy } = compilePolicy(source)
    const { createHash } = await import('node:crypto')
    expect(policyVersion(policy, policy.rules)).toBe(createHash('sha256').update(canonicalJson(policy)).digest('hex'))
    expect(canonicalJson({ b: [1, { d: 'ä', c: null }], a: undefined })).toBe('{"b":[1,{"c":null,"d":"ä"}]}')
  })
})

describe('routing_rules', () => {
  const text = `
routing_rules:
  - name: "default"
    priority: 1
    conditions: []
    action: { provider: openai, model: gpt-4o-mini, cost_multiplier: 1.0, max_latency: 2000 }
  - name: "short and cheap"
    priority: 50
    conditions:
      - { field: prompt, operator: length_less_than, value: 10 }
      - { field: context.budget, operator: equals, value: low }
    action: { provider: mistral, model: mistral-small, cost_multiplier: 0.5, max_latency: 1500 }
  - name: "long"
    priority: 80
    conditions:
      - { field: prompt, operator: length_greater_than, value: 500 }
    action: { provider: anthropic, model: claude }
cost_constraints:
  daily_budget: 100.0
`
  test('the higher number is first there, the first match decides, lengths and roads become ours', () => {
    const compiled = compilePolicy(text)
    expect(compiled.rules.map(({ rule }) => rule.id)).toEqual(['long', 'short and cheap', 'default'])
    expect(compiled.policy.constraints).toEqual({ cost_constraints: { daily_budget: 100 } })
    const model = (input: unknown) => evaluate(compiled, input).route?.model
    expect(model({ prompt: 'hi', context: { budget: 'low' } })).toBe('mistral-small')
    expect(model({ prompt: 'hi', context: { budget: 'high' } })).toBe('gpt-4o-mini')
    expect(model({ prompt: 'x'.repeat(501), context: { budget: 'low' } })).toBe('claude')
    expect(model({})).toBe('gpt-4o-mini')
    expect(evaluate(compiled, { prompt: 'hi', context: { budget: 'low' } }).route).toEqual({
      provider: 'mistral',
      model: 'mistral-small',
      costMultiplier: 0.5,
      maxLatencyMs: 1500,
      ruleId: 'short and cheap',
    })
  })

  test('mistakes are named in the converted form', () => {
    expect(
      paths({ routing_rules: [{ name: 'r', conditions: [{ field: 'prompt', operator: 'length_about', value: 3 }], action: {} }] }),
    ).toEqual(['rules[0].conditions[0].operator', 'rules[0].actions[0].params'])
    expect(paths({ routing_rules: 'x' })).toEqual(['rules'])
  })
})

describe('a mistake in a text has its line', () => {
  const place = (text: string) => problems(text).map(({ path, line, column }) => ({ path, line, column }))

  test('in YAML and in JSON, and what is missing has the place of what should hold it', () => {
    const yaml = [
      'rules:',
      '  - id: a',
      '    name: a',
      '    conditions:',
      '      - field: x',
      '        operator: resembles',
      '    actions: []',
    ]
    expect(place(yaml.join('\n'))).toEqual([{ path: 'rules[0].conditions[0].operator', line: 6, column: 19 }])
    expect(place('{\n  "rules": [\n    { "name": "a", "actions": [] }\n  ]\n}')).toEqual([{ path: 'rules[0].id', line: 3, column: 5 }])
  })

  test('also where it is no YAML at all, in the other form, and when the patterns are compiled', () => {
    expect(place('rules: [1,\nb: }')[0]).toMatchObject({ line: 2 })
    const other = ['routing_rules:', '  - name: a', '    conditions:', '      - {field: x, operator: resembles}', '    action: {model: m}']
    expect(place(other.join('\n'))[0]).toMatchObject({ line: 4 })
    const twice = ['rules:', '  - {id: a, name: a, actions: []}', '  - {id: a, name: b, actions: []}']
    expect(place(twice.join('\n'))).toEqual([{ path: 'rules[1].id', line: 3, column: 10 }])
  })
})
