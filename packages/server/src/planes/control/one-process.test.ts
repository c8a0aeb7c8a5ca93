import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFolder } from './one-process.ts'

let parent = ''
let folder = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'relayscope-lock-'))
  folder = join(parent, 'control')
})
afterEach(() => rm(parent, { recursive: true, force: true }))

test('one at a time; the next when it is given back', async () => {
  const unlock = await lockFolder(folder)
  await expect(lockFolder(folder)).rejects.toMatchObject({
    code: 'control_in_use',
    message: expect.stringContaining(`process ${process.pid}`),
  })
  await unlock()
  await (
    await lockFolder(folder)
  )()
  expect(await readdir(parent)).toEqual([])
})

test('of many who ask at once exactly one gets it', async () => {
  const answers = await Promise.allSettled(Array.from({ length: 10 }, () => lockFolder(folder)))
  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('another process that runs keeps it, and leaves it when it dies', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'])
  await once(child, 'spawn')
  await writeFile(`${folder}.lock`, JSON.stringify({ pid: child.pid, host: hostname(), started: '' }))
  await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'control_in_use' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  await expect(lockFolder(folder)).resolves.toBeTypeOf('function')
})

test.each([
  ['an id that was given to another process since', { pid: process.pid, host: hostname(), started: '1@an earlier boot' }],
  ['another machine, whose name this one had before', { pid: process.pid, host: 'an earlier container', started: '' }],
  ['no process at all', { pid: -1, host: hostname(), started: '' }],
])('a lock of %s counts as left behind', async (_, owner) => {
  await writeFile(`${folder}.lock`, JSON.stringify(owner))
  await lockFolder(folder)
  expect(JSON.parse(await readFile(`${folder}.lock`, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
})

test.each([[''], ['{"pid":'], ['null']])('a lock cut short by a kill (%j) counts as left behind', async (text) => {
  await writeFile(`${folder}.lock`, text)
  await expect(lockFolder(folder)).resolves.toBeTypeOf('function')
})
