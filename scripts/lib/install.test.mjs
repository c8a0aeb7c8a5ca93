import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { installComplaint } from './install.mjs'

let root = ''
const put = (path, value) => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), JSON.stringify(value))
}
const lock = (extra = {}) => ({
  packages: {
    '': { dependencies: { zod: '^4.0.0' } },
    'packages/a': { dependencies: { left: '^1.0.0' } },
    'node_modules/@own/a': { resolved: 'packages/a', link: true },
    'node_modules/zod': { version: '4.0.1' },
    'node_modules/left': { version: '1.0.0' },
    'node_modules/for-another-machine': { version: '1.0.0', optional: true },
    ...extra,
  },
})

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'relayscope-install-'))
  put('package.json', { dependencies: { zod: '^4.0.0' } })
  put('packages/a/package.json', { dependencies: { left: '^1.0.0' } })
  put('package-lock.json', lock())
  const installed = lock().packages
  delete installed['']
  delete installed['node_modules/for-another-machine']
  put('node_modules/.package-lock.json', { packages: installed })
  for (const name of ['zod', 'left', '@own/a']) put(`node_modules/${name}/package.json`, {})
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test('a whole install has nothing to complain about', () => {
  expect(installComplaint(root)).toBeUndefined()
})

test('nothing installed', () => {
  rmSync(join(root, 'node_modules'), { recursive: true })
  expect(installComplaint(root)).toBe('nothing is installed yet')
})

test('an install that was cut off has left no record', () => {
  rmSync(join(root, 'node_modules/.package-lock.json'))
  expect(installComplaint(root)).toBe('the last install was not finished')
})

test('a lock file that asks for another version', () => {
  put('package-lock.json', lock({ 'node_modules/zod': { version: '4.1.0' } }))
  expect(installComplaint(root)).toBe('node_modules/zod is 4.0.1, 4.1.0 is wanted')
})

test('a lock file that asks for one package more', () => {
  put('package-lock.json', lock({ 'node_modules/right': { version: '2.0.0' } }))
  expect(installComplaint(root)).toBe('node_modules/right is missing, 2.0.0 is wanted')
})

test('a package somebody deleted', () => {
  rmSync(join(root, 'node_modules/left'), { recursive: true })
  expect(installComplaint(root)).toBe('node_modules/left is missing')
})

test.each(['package.json', 'packages/a/package.json'])('%s edited without its lock file', (manifest) => {
  put(manifest, { dependencies: { zod: '^9.0.0' } })
  expect(installComplaint(root)).toBe(`${manifest} differs from package-lock.json`)
})

test('a new workspace that was never locked', () => {
  put('packages/b/package.json', {})
  expect(installComplaint(root)).toBe('packages/b/package.json differs from package-lock.json')
})
