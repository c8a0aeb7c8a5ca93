import { expect, test } from 'vitest'
import { createBus } from './bus.ts'
import { silentLog } from './log.ts'

interface Facts {
  'batch.stored': { rows: number }
}
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test('a listener runs after the publisher, in order, one fact at a time', async () => {
  const bus = createBus<Facts>(silentLog)
  const heard: number[] = []
  let inside = 0
  bus.subscribe('batch.stored', async ({ rows }) => {
    expect(++inside).toBe(1)
    await settle()
    heard.push(rows)
    inside--
  })
  for (const rows of [1, 2, 3]) bus.publish('batch.stored', { rows })
  expect(heard).toEqual([])
  for (let turn = 0; turn < 10; turn++) await settle()
  expect(heard).toEqual([1, 2, 3])
})

test('a listener that throws harms neither the publisher nor the others, and hears the next fact', async () => {
  const bus = createBus<Facts>(silentLog)
  const heard: number[] = []
  bus.subscribe('batch.stored', ({ rows }) => {
    heard.push(-rows)
    throw new Error('no')
  })
  bus.subscribe('batch.stored', ({ rows }) => heard.push(rows))
  bus.publish('batch.stored', { rows: 1 })
  bus.publish('batch.stored', { rows: 2 })
  await settle()
  expect(heard.sort()).toEqual([-1, -2, 1, 2].sort())
})

test('a listener that hangs keeps a bounded number of facts, and learns how many it missed', async () => {
  const bus = createBus<Facts>(silentLog)
  const heard: number[] = []
  const missed: number[] = []
  let release = (): void => {}
  const gate = new Promise<void>((resolve) => (release = resolve))
  bus.subscribe('batch.stored', async ({ rows }) => void (await gate, heard.push(rows)), {
    maxWaiting: 2,
    onDropped: (count) => missed.push(count),
  })
  bus.publish('batch.stored', { rows: 0 })
  await settle()
  for (let rows = 1; rows <= 10; rows++) bus.publish('batch.stored', { rows })
  release()
  await settle()
  expect(heard).toEqual([0, 9, 10])
  expect(missed).toEqual([8])
})

test('who leaves hears nothing more', async () => {
  const bus = createBus<Facts>(silentLog)
  const heard: number[] = []
  const leave = bus.subscribe('batch.stored', ({ rows }) => heard.push(rows))
  bus.publish('batch.stored', { rows: 1 })
  leave()
  bus.publish('batch.stored', { rows: 2 })
  await settle()
  expect(heard).toEqual([])
})
