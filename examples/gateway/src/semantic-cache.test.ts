import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { embed, SemanticCache, similarity } from './semantic-cache.ts'

const cacheAt = (clock: { ms: number }) => new SemanticCache<string>({ threshold: 0.95, maxEntries: 2, ttlSeconds: 60 }, () => clock.ms)

describe('the semantic cache', () => {
  it('knows a question again in nearly the same words, in its own scope only', () => {
    const cache = cacheAt({ ms: 0 })
    cache.keep('org/model', 'What is the capital of France, please?', 'Paris')
    expect(cache.look('org/model', 'what is the  capital of France, please?')).toMatchObject({ hit: true, answer: 'Paris' })
    expect(cache.look('other/model', 'What is the capital of France, please?').hit).toBe(false)
    const other = cache.look('org/model', 'How do I bake bread?')
    expect(other.hit).toBe(false)
    expect(other.answer).toBeUndefined()
  })

  it('forgets what is old, and the oldest when it is full', () => {
    const clock = { ms: 0 }
    const cache = cacheAt(clock)
    for (const text of ['first question of all', 'something else entirely', 'a third, unlike both']) cache.keep('s', text, text)
    expect(cache.look('s', 'first question of all').hit).toBe(false)
    expect(cache.look('s', 'a third, unlike both').hit).toBe(true)
    clock.ms = 61_000
    expect(cache.look('s', 'a third, unlike both').hit).toBe(false)
  })

  it('measures likeness between none and all of it, the same both ways', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        const near = similarity(embed(left), embed(right))
        expect(near).toBeGreaterThanOrEqual(0)
        expect(near).toBeLessThanOrEqual(1.0001)
        expect(near).toBeCloseTo(similarity(embed(right), embed(left)), 5)
      }),
    )
  })
})
