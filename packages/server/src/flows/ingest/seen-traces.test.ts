import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SeenTraces } from './seen-traces.ts'

const id = (n: number) => (n * 2 + 1).toString(16).padStart(32, 'a')

describe('seen traces', () => {
  it('says of a trace never met that nothing of it can be stored', () => {
    const seen = new SeenTraces(10, 0n)
    seen.add(id(1), 100n)
    expect(seen.mayBeStored(id(2), 100n)).toBe(false)
    expect(seen.mayBeStored(id(1), 100n)).toBe(true)
  })

  it('does not vouch for what started before the process', () => {
    const seen = new SeenTraces(10, 500n)
    expect(seen.mayBeStored(id(1), 500n)).toBe(true)
    expect(seen.mayBeStored(id(1), 501n)).toBe(false)
  })

  it('never denies a trace it met, however many came after', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(5000), { minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 40 }), (numbers, capacity) => {
        const seen = new SeenTraces(capacity, 0n)
        for (const n of numbers) seen.add(id(n), BigInt(n))
        for (const n of numbers) expect(seen.mayBeStored(id(n), BigInt(n))).toBe(true)
      }),
    )
  })
})
