import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timingParts } from './timing-parts.ts'

describe('the time of a call', () => {
  it('is queue, wait and stream', () => {
    expect(timingParts({ latencyMs: 1000, queueMs: 100, firstTokenMs: 400 })).toEqual([
      { kind: 'queue', ms: 100 },
      { kind: 'wait', ms: 300 },
      { kind: 'stream', ms: 600 },
    ])
  })

  it('is one whole where nothing else is known', () => {
    expect(timingParts({ latencyMs: 1000 })).toEqual([{ kind: 'whole', ms: 1000 }])
    expect(timingParts({ latencyMs: 1000, queueMs: 200 }).map(({ kind }) => kind)).toEqual(['queue', 'wait'])
  })

  it('adds up, and leaves out what cannot be true', () => {
    const ms = fc.option(fc.double({ min: -10, max: 2000, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), ms, ms, (latencyMs, queueMs, firstTokenMs) => {
        const parts = timingParts({ latencyMs, queueMs, firstTokenMs })
        expect(parts.reduce((sum, part) => sum + part.ms, 0)).toBeCloseTo(latencyMs, 6)
        expect(parts.every((part) => part.ms >= 0)).toBe(true)
      }),
    )
  })
})
