import { expect, test } from 'vitest'
import { CodedError } from './errors.ts'
import { backoffMs, retry, sleepMs } from './retry.ts'

const passing = (): CodedError => new CodedError('busy', 'busy', { retryable: true })

test('waits grow to a ceiling and are spread', () => {
  const ceilings = [1, 2, 3, 4, 50].map((failures) => backoffMs(failures, { baseMs: 100, maxMs: 500, random: () => 1 }))
  expect(ceilings).toEqual([100, 200, 400, 500, 500])
  expect(backoffMs(3, { baseMs: 100, random: () => 0.5 })).toBe(200)
})

test('tries again while the error says it may pass, and no longer', async () => {
  const waits: number[] = []
  const options = { attempts: 4, random: () => 1, sleep: async (ms: number) => void waits.push(ms) }
  await expect(retry(async (attempt) => (attempt < 3 ? Promise.reject(passing()) : attempt), options)).resolves.toBe(3)
  expect(waits).toEqual([100, 200])
  await expect(retry(() => Promise.reject(passing()), options)).rejects.toThrow('busy')
  expect(waits).toHaveLength(5)
  await expect(retry(() => Promise.reject(new Error('for good')), options)).rejects.toThrow('for good')
  expect(waits).toHaveLength(5)
})

test('a signal ends the waiting', async () => {
  const stop = new AbortController()
  const waiting = retry(() => Promise.reject(passing()), {
    baseMs: 1e6,
    maxMs: 1e6,
    random: () => 1,
    signal: stop.signal,
    onRetry: () => setImmediate(() => stop.abort(new Error('stopped'))),
  })
  await expect(waiting).rejects.toThrow('stopped')
  await expect(sleepMs(1e6, stop.signal)).rejects.toThrow('stopped')
  await sleepMs(1)
})
