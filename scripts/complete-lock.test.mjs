import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { completeLock, missingFromLock } from './complete-lock.mjs'
import { root } from './lib/places.mjs'

test('package-lock.json holds the packages of every platform (else: npm run lock)', () => {
  expect(missingFromLock(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))).toEqual([])
})

test('what is missing is written in with version and platform', () => {
  const lock = {
    packages: {
      'node_modules/engine': {
        version: '1.2.0',
        dev: true,
        optionalDependencies: {
          '@engine/linux-x64-gnu': '1.2.0',
          '@engine/linux-x64-musl': '1.2.0',
          '@engine/win32-arm64-msvc': '1.2.0',
          fsevents: '^2.0.0',
        },
      },
      'node_modules/engine/node_modules/@engine/linux-x64-gnu': { version: '1.2.0' },
    },
  }
  const { packages } = completeLock(lock)
  expect(packages['node_modules/@engine/linux-x64-musl']).toEqual({
    version: '1.2.0',
    cpu: ['x64'],
    libc: ['musl'],
    os: ['linux'],
    dev: true,
    optional: true,
  })
  expect(packages['node_modules/@engine/win32-arm64-msvc']).toMatchObject({ cpu: ['arm64'], os: ['win32'] })
  expect(Object.keys(packages)).toHaveLength(4)
  expect(missingFromLock({ packages })).toEqual([])
})
