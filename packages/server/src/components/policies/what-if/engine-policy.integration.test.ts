/** The engine's expressions are held to the evaluator: any condition on any input gives the same in both. */
import { compilePolicy, evaluate } from '@relayscope/steering'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ENGINES } from '../../../../test/telemetry-engines.ts'
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import { identifier, sql, texts } from '../../../planes/telemetry/statement.ts'
import { enginePolicy } from './engine-policy.ts'

let engine: Awaited<ReturnType<(typeof ENGINES)[0]['open']>>
let plane: TelemetryPlane
beforeAll(async () => {
  engine = await ENGINES[0]!.open()
  plane = engine.plane
})
afterAll(() => engine?.close())

const WORDS = ['auto', '𐀀', '😀😀 a', 'gpt-4o', '', 'Über "x"\n', '😀 two', 'a/b', '5', 'true', 'null', 'line\nbreak', "it's", '\\d+']
const NUMBERS = [0, -1, 1, 5, 0.1, 1e21, 1e-7, 123456789012345680000, 2 ** 53, -2.5]
const scalar = fc.oneof(
  fc.constantFrom(...WORDS),
  fc.constantFrom(...NUMBERS),
  fc.boolean(),
  fc.constant(null),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
)
const list = fc.array(scalar, { maxLength: 4 })
const value = fc.oneof(scalar, list, fc.dictionary(fc.constantFrom('model', 'length', 'x', '0'), scalar, { maxKeys: 3 }))
const input = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      { request: fc.record({ model: value, tags: value, size: value }, { requiredKeys: [] }), context: value, prompt: value },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: value },
)
const field = fc.constantFrom(
  'request.model',
  'request.tags',
  'request.size',
  'request',
  'prompt',
  'prompt.length',
  'request.tags.length',
  'request.tags[0]',
  'request.model[1]',
  'request.tags.1.x',
  'request[0]',
  'context.x',
  'context["length"]',
  'context',
  'absent.deep',
)
const pattern = fc.constantFrom('^a', 'o$', '(?i)AUTO', '.', 'e.b', '[0-9]+', 'x|y', '\\bgpt\\b', '^$', 'a{2,3}', '(a+)+$')
const condition = fc.oneof(
  fc.record({ field, operator: fc.constantFrom('equals', 'not_equals', 'contains', 'not_contains'), value: scalar }),
  fc.record({ field, operator: fc.constantFrom('in', 'not_in'), value: list }),
  fc.record({ field, operator: fc.constantFrom('gt', 'gte', 'lt', 'lte'), value: fc.constantFrom(...NUMBERS) }),
  fc.record({ field, operator: fc.constantFrom('exists', 'not_exists') }),
  fc.record({ field, operator: fc.constant('regex'), value: pattern }),
)
const policy = fc.array(
  fc.record({
    operator: fc.constantFrom('and', 'or'),
    continue: fc.boolean(),
    conditions: fc.array(condition, { minLength: 1, maxLength: 3 }),
  }),
  { minLength: 1, maxLength: 12 },
)

/** As the log keeps it: JSON, without halves of surrogate pairs. */
const stored = (given: unknown): string => JSON.stringify(given).replace(/\\ud[89a-f][0-9a-f]{2}/gi, '\\ufffd')

it('decides like the evaluator, whatever the conditions and the input', async () => {
  await fc.assert(
    fc.asyncProperty(policy, fc.array(input, { minLength: 20, maxLength: 40 }), async (rules, inputs) => {
      const compiled = compilePolicy({
        rules: rules.map((rule, at) => ({
          ...rule,
          id: `r${at}`,
          name: `r${at}`,
          actions: [{ type: 'route', params: { model: `m${at}` } }],
        })),
      })
      const made = enginePolicy(compiled)
      if (!made) return
      const documents = inputs.map(stored)
      const names = made.columns.map(({ name, expression }) => sql`${expression} AS ${identifier(name)}`)
      const rows = await plane.select<{ words: string; valid: number; input: string }>(sql`
        SELECT input, isValidJSON(input) AS valid, concat('', ${sql.join(
          made.words.map((word) => sql`toString(${word})`),
          sql`, ',', `,
        )}) AS words
        FROM (SELECT input, ${sql.join([...names, sql`1 AS one`])} FROM (SELECT arrayJoin(${texts(documents)}) AS input))`)
      const walked = new Map<string, object>()
      for (const { words, valid, input: document } of rows) {
        if (valid === 0) continue
        const bits = words.split(',').map(Number)
        const inEngine = made.decide(bits)
        // What walks alike is decided alike.
        const walk = made.walk(bits)
        const { input: _input, ...decided } = inEngine
        if (walked.has(walk)) expect(decided).toEqual(walked.get(walk))
        walked.set(walk, decided)
        const here = evaluate(compiled, JSON.parse(document), { reasons: false })
        expect({ document, matched: inEngine.matched, route: inEngine.route }).toEqual({
          document,
          matched: here.matched,
          route: here.route,
        })
      }
    }),
    { numRuns: 40 },
  )
}, 60_000)

it('leaves to the evaluator what it cannot say exactly', () => {
  const rule = (more: object) => ({ id: 'a', name: 'a', conditions: [{ field: 'x', operator: 'equals', value: 1 }], actions: [], ...more })
  const first = (more: object) => enginePolicy(compilePolicy({ rules: [{ ...rule(more) }] }))
  expect(first({})).toBeDefined()
  expect(first({ conditions: [{ field: 'x', operator: 'regex', value: '\\p{Lu}' }] })).toBeUndefined()
  expect(first({ conditions: [{ field: 'list.length.x', operator: 'exists' }] })).toBeUndefined()
  const writes = { id: 'w', name: 'w', continue: true, actions: [{ type: 'inject', params: { context: { field: 'x', value: 1 } } }] }
  expect(enginePolicy(compilePolicy({ rules: [writes, rule({})] }))).toBeUndefined()
  expect(enginePolicy(compilePolicy({ rules: [{ ...writes, continue: false }, rule({})] }))).toBeDefined()
})

it('takes a policy without rules, and one with a thousand conditions', () => {
  expect(enginePolicy(compilePolicy({ rules: [] }))?.decide([]).matched).toEqual([])
  const rules = Array.from({ length: 500 }, (_, at) => ({
    id: `r${at}`,
    name: 'r',
    conditions: [
      { field: `f${at}`, operator: 'exists' },
      { field: `g${at}`, operator: 'exists' },
    ],
    actions: [],
  }))
  expect(enginePolicy(compilePolicy({ rules }))).toBeUndefined()
})
