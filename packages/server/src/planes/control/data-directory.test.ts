import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { createTar } from 'nanotar'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { prepareDataDirectory } from './data-directory.ts'

let parent = ''
let folder = ''
let template = ''
const never = (): Promise<void> => Promise.reject(new Error('not asked for'))

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'relayscope-data-'))
  folder = join(parent, 'data', 'control')
  template = join(parent, 'template.tar.gz')
  const files = [
    { name: 'base/' },
    { name: 'base/1/' },
    { name: 'base/1/112', data: new Uint8Array([0, 255]) },
    { name: 'PG_VERSION', data: '18\n' },
    { name: '../../outside', data: 'x' },
  ]
  await writeFile(template, gzipSync(createTar(files)))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

test('the template is unpacked, closed to others, and nothing leaves the folder', async () => {
  expect(await prepareDataDirectory(folder, template, never)).toBe('template')
  expect([...(await readFile(join(folder, 'base/1/112')))]).toEqual([0, 255])
  expect((await stat(folder)).mode & 0o077).toBe(0)
  expect(await readdir(join(parent, 'data'))).toEqual(['control'])
  expect((await readdir(parent)).sort()).toEqual(['data', 'template.tar.gz'])
})

test('what is there stays, and what a killed start left half made goes', async () => {
  await prepareDataDirectory(folder, template, never)
  await writeFile(join(folder, 'PG_VERSION'), 'mine')
  await mkdir(`${folder}.making-1/base`, { recursive: true })
  expect(await prepareDataDirectory(folder, template, never)).toBe('present')
  expect(await readFile(join(folder, 'PG_VERSION'), 'utf8')).toBe('mine')
  expect(await readdir(join(parent, 'data'))).toEqual(['control'])
})

test('without a template the engine makes one, under another name until it is whole', async () => {
  const made: string[] = []
  const initialise = async (path: string): Promise<void> => {
    made.push(path)
    await mkdir(path)
    await writeFile(join(path, 'PG_VERSION'), '18')
  }
  expect(await prepareDataDirectory(folder, join(parent, 'none'), initialise)).toBe('initdb')
  expect(made[0]).not.toBe(folder)
  expect(await readdir(folder)).toEqual(['PG_VERSION'])
})

test('a template that is cut short leaves nothing under the name', async () => {
  await writeFile(template, (await readFile(template)).subarray(0, 60))
  await expect(prepareDataDirectory(folder, template, never)).rejects.toThrow()
  expect(await readdir(join(parent, 'data'))).not.toContain('control')
})
