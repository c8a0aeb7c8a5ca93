import { describe, expect, it } from 'vitest'
import { SessionPool } from './session-pool.ts'

describe('session pool', () => {
  it('gives each session to one caller at a time, in the order they came', async () => {
    const pool = new SessionPool(['a', 'b'], 100)
    const inUse = new Set<string>()
    const order: number[] = []
    const work = (index: number) =>
      pool.run(async (session) => {
        expect(inUse.has(session)).toBe(false)
        inUse.add(session)
        order.push(index)
        await new Promise((resolve) => setImmediate(resolve))
        inUse.delete(session)
        return index
      })
    expect(await Promise.all(Array.from({ length: 20 }, (_, index) => work(index)))).toEqual(
      Array.from({ length: 20 }, (_, index) => index),
    )
    expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('gives a session back when its work fails, and refuses a line that is too long', async () => {
    const pool = new SessionPool(['a'], 1)
    await expect(pool.run(async () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    let finish = () => {}
    const first = pool.run(() => new Promise<void>((resolve) => (finish = resolve)))
    const second = pool.run(async () => 2)
    await expect(pool.run(async () => 3)).rejects.toMatchObject({ retryable: true })
    finish()
    await first
    expect(await second).toBe(2)
  })

  it('ends when everybody in line is done, and takes nobody more', async () => {
    const pool = new SessionPool(['a'], 10)
    const done: number[] = []
    const all = [1, 2, 3].map((index) =>
      pool.run(async () => {
        await new Promise((resolve) => setImmediate(resolve))
        done.push(index)
      }),
    )
    await pool.end()
    expect(done).toEqual([1, 2, 3])
    await Promise.all(all)
    await expect(pool.run(async () => 4)).rejects.toThrow(/closed/)
  })
})
