import fc from 'fast-check'
import { expect, it } from 'vitest'
import { inputText, shaped, writeDecision } from './write-decision.ts'

const trace = (input: unknown) => ({
  traceId: 'a'.repeat(32),
  requestId: 'r',
  timestamp: '2026-01-01T00:00:00.000Z',
  decisions: [
    {
      id: 'd',
      timestamp: '2026-01-01T00:00:00.000Z',
      type: 'other' as const,
      component: 'c',
      input: inputText(input, true, 5_000_000),
      output: null,
      evaluationTimeMs: 0,
    },
  ],
  finalOutcome: { provider: 'p', model: 'm', status: 'success' as const },
})
const inputOf = (input: unknown) => (JSON.parse(writeDecision(trace(input))) as { decisions: { input: unknown }[] }).decisions[0]?.input

it('writes one line of JSON whatever the input is', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const throwing = Object.defineProperty({}, 'x', {
    enumerable: true,
    get: () => {
      throw new Error('no')
    },
  })
  expect(inputOf({ a: 1 })).toEqual({ a: 1 })
  expect(inputOf(circle)).toBe('[not recorded: cannot be written as JSON]')
  expect(inputOf({ n: 1n })).toBe('[not recorded: cannot be written as JSON]')
  expect(inputOf(throwing)).toBe('[not recorded: cannot be written as JSON]')
  expect(inputOf('x'.repeat(2_000_000))).toBe('[not recorded: too large]')
  expect(writeDecision(trace('a\nb'))).not.toContain('\n')
})

it('shortens texts inside an input and copies only what it changes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (value) => {
      expect(shaped(value, true, 1000)).toBe(value)
    }),
  )
  const input = { keep: { a: 1 }, texts: ['short', 'long'.repeat(100)] }
  const after = shaped(input, false, 1000) as typeof input
  expect(after.keep).toBe(input.keep)
  expect(after.texts).toEqual(['short', '[not recorded: 400 characters]'])
  expect(input.texts[1]).toHaveLength(400)
  expect(shaped('x'.repeat(20), true, 10)).toBe('xxxxxxxxxx[cut: 20 characters]')
})
