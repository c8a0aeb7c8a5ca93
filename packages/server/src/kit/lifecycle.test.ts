import { expect, test } from 'vitest'
import { createLifecycle } from './lifecycle.ts'
import { silentLog } from './log.ts'

test('closes in reverse, each once, and goes on past what throws or hangs', async () => {
  const closed: string[] = []
  const lifecycle = createLifecycle(silentLog)
  lifecycle.onClose('plane', async () => closed.push('plane'))
  lifecycle.onClose('hung', () => new Promise(() => {}), { limitMs: 1 })
  lifecycle.onClose('broken', () => {
    throw new Error('no')
  })
  lifecycle.onClose('receiver', () => closed.push('receiver'))
  expect(lifecycle.closing).toBe(false)
  const [first, second] = await Promise.all([lifecycle.close(), lifecycle.close()])
  expect(first).toEqual(['broken', 'hung'])
  expect(second).toBe(first)
  expect(closed).toEqual(['receiver', 'plane'])
  expect(lifecycle.closing).toBe(true)
})

test('what is registered while closing is closed too', async () => {
  const closed: string[] = []
  const lifecycle = createLifecycle(silentLog)
  lifecycle.onClose('first', () => closed.push('first'))
  lifecycle.onClose('second', () => lifecycle.onClose('late', () => closed.push('late')))
  await lifecycle.close()
  expect(closed).toEqual(['late', 'first'])
})
