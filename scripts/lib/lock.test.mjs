import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from './lock.mjs'

let folder = ''
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'relayscope-lock-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('one at a time, and a failure gives the lock back', async () => {
  let inside = 0
  const work = async () => {
    expect(++inside).toBe(1)
    await new Promise((resolve) => setImmediate(resolve))
    inside--
    throw new Error('no')
  }
  const results = await Promise.allSettled([1, 2, 3].map(() => withLock(folder, work)))
  expect(results.map((result) => result.reason?.message)).toEqual(['no', 'no', 'no'])
})

test('the lock of a process that died is taken over', async () => {
  writeFileSync(join(folder, 'prepare.lock'), '999999999')
  expect(await withLock(folder, async () => 'mine')).toBe('mine')
})

test('patience ends with a sentence that names the file', async () => {
  writeFileSync(join(folder, 'prepare.lock'), String(process.pid))
  await expect(withLock(folder, async () => 'mine', { patienceMs: 0 })).rejects.toThrow(/delete .*prepare\.lock/)
})
