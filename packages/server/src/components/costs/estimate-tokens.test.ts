import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { estimateMessages, estimateTokens } from './estimate-tokens.ts'

describe('an estimate', () => {
  // Counts of output tokens as OpenAI and Google reported them for these answers.
  it.each([
    ['The weather in San Francisco is foggy with a temperature of 60 degrees. Perhaps bring a light jacket along', 21],
    ['Hello! How can I assist you today?', 9],
    ['Paris is the capital of France.', 7],
  ])('is near for %s', (text, tokens) => {
    expect(Math.abs(estimateTokens(text) - tokens) / tokens).toBeLessThan(0.25)
  })

  it('knows other scripts, digits and code', () => {
    expect(estimateTokens('你好，世界')).toBeGreaterThanOrEqual(4)
    expect(estimateTokens('1234567890')).toBe(4)
    expect(estimateTokens('const x = a[1] ?? {};')).toBeGreaterThan(8)
    expect(estimateTokens('')).toBe(0)
    expect(estimateMessages(['Hi', 'Hi'])).toBe(10)
  })

  it('is never more than a token for a character, and takes one pass for hostile text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 500, unit: 'binary' }), (text) => {
        expect(estimateTokens(text)).toBeLessThanOrEqual(Math.max(1, text.length))
      }),
    )
    expect(estimateTokens('a'.repeat(5_000_000))).toBeGreaterThan(100_000)
  })
})
