import fc from 'fast-check'
import { expect, test } from 'vitest'
import { printTests, questionOf, readTests, withTest } from './metric-question.ts'

test('tests come back from the address as they were, whatever stands in them', () => {
  const word = fc.string({ minLength: 1 })
  fc.assert(
    fc.property(fc.array(fc.record({ tag: word, value: fc.string(), not: fc.boolean() })), (tests) => {
      expect(readTests(printTests(tests))).toEqual(tests)
    }),
  )
})

test('what is no test is left out', () => {
  expect(readTests('=x&a&%E0%A4%A=1&b=2')).toEqual([{ tag: 'b', value: '2', not: false }])
  expect(readTests(undefined)).toEqual([])
})

test('a value is asked for or ruled out, not both', () => {
  const tests = withTest([{ tag: 'provider', value: 'openai', not: false }], { tag: 'provider', value: 'openai', not: true })
  expect(tests).toEqual([{ tag: 'provider', value: 'openai', not: true }])
})

test('a question is a metric or a formula', () => {
  const range = { from: 'now-1h', to: 'now' }
  expect(questionOf({}, range)).toBeUndefined()
  expect(
    questionOf({ metric: 'api.latency', agg: 'p95', by: 'operation,status', where: 'status=error&provider!=x', compare: '1d' }, range),
  ).toEqual({
    metric: 'api.latency',
    aggregation: 'p95',
    ...range,
    groupBy: ['operation', 'status'],
    filters: { status: ['error'] },
    exclude: { provider: ['x'] },
    top: 8,
    compare: '1d',
  })
  expect(questionOf({ metric: 'a', formula: 'a / b', agg: 'p95', top: '20' }, range)).toMatchObject({ formula: 'a / b', top: 20 })
  expect(questionOf({ metric: 'a', formula: 'a / b' }, range)).not.toHaveProperty('metric')
})
