import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SpareMemory } from './spare-memory.ts'

describe('spare memory', () => {
  it('hands out what came back, as long as asked for', () => {
    const memory = new SpareMemory(1000)
    const first = memory.take(100)
    memory.give(first.buffer)
    const second = memory.take(80)
    expect(second.byteLength).toBe(80)
    expect(second.buffer).toBe(first.buffer)
    expect(memory.take(80).buffer).not.toBe(first.buffer)
  })

  it('wastes no large piece on a small block', () => {
    const memory = new SpareMemory(1000)
    const large = memory.take(500)
    memory.give(large.buffer)
    expect(memory.take(10).buffer).not.toBe(large.buffer)
  })

  it('never hands out a piece twice, nor keeps more than it may', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300)), (sizes) => {
        const memory = new SpareMemory(500)
        const held = new Set<ArrayBuffer>()
        for (const [turn, size] of sizes.entries()) {
          const { buffer, byteLength } = memory.take(size)
          expect(byteLength).toBe(size)
          expect(held.has(buffer)).toBe(false)
          held.add(buffer)
          if (turn % 3 === 0) continue
          const [oldest] = held
          held.delete(oldest)
          memory.give(oldest)
        }
      }),
    )
  })
})
