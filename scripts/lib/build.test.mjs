import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { buildComplaint, stampBuild } from './build.mjs'

let root = ''
const put = (path, text) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'relayscope-build-'))
  put('packages/server/src/main.ts', 'main()')
  put('packages/server/src/main.test.ts', 'test()')
  put('packages/server/sql/0001.sql', 'SELECT 1')
  put('packages/server/dist/main.js', 'main()')
  put('tsconfig.json', '{}')
  stampBuild(root)
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('what was just built is fresh', () => {
  expect(buildComplaint(root)).toBeUndefined()
})

test('never built, or a build that did not finish', () => {
  rmSync(join(root, '.cache'), { recursive: true })
  expect(buildComplaint(root)).toBe('no finished build')
})

test.each([
  'packages/server/src/main.ts',
  'packages/server/src/new.ts',
  'packages/server/sql/0001.sql',
  'tsconfig.json',
  'package-lock.json',
  'packages/new/src/index.ts',
])('%s changed', (path) => {
  put(path, 'something else')
  expect(buildComplaint(root)).toBe('sources have changed')
})

test('a source that went away', () => {
  rmSync(join(root, 'packages/server/sql/0001.sql'))
  expect(buildComplaint(root)).toBe('sources have changed')
})

test('a built file that is gone or cut', () => {
  put('packages/server/dist/main.js', '')
  expect(buildComplaint(root)).toBe('built files have changed')
  rmSync(join(root, 'packages/server/dist'), { recursive: true })
  expect(buildComplaint(root)).toBe('built files have changed')
})

test('a test is no reason to build', () => {
  put('packages/server/src/main.test.ts', 'other()')
  expect(buildComplaint(root)).toBeUndefined()
})
