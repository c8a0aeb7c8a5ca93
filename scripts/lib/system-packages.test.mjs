import { afterEach, expect, test, vi } from 'vitest'
import { ensureChromium, findChromium } from './system-packages.mjs'

afterEach(() => vi.unstubAllEnvs())

test('a browser that was chosen but is not there is not replaced by another', () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium')
  expect(findChromium()).toBeUndefined()
})

test('where nothing can be installed, one sentence says what to do', async () => {
  vi.stubEnv('CHROMIUM_PATH', '/nowhere/chromium')
  vi.stubEnv('PATH', '/nowhere')
  await expect(ensureChromium()).rejects.toThrow(
    /browser tests need Chromium: install the package `chromium`, or set CHROMIUM_PATH.*needs root and apt-get/,
  )
})
