/** A real browser for the tests. Nothing is downloaded: the machine's own Chromium is used. */
import { existsSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function launchBrowser(): Promise<Browser> {
  const executablePath = [process.env['CHROMIUM_PATH'], ...PLACES].find((place) => place !== undefined && existsSync(place))
  if (executablePath === undefined) {
    throw new Error(`The browser tests need Chromium and found none at ${PLACES.join(', ')}. On Debian: apt-get install chromium`)
  }
  return chromium.launch({ executablePath, args: ARGUMENTS })
}

/** One browser for a file of tests. Its pages end with their test: left open, forty of them draw on while the others are tested. */
export function useBrowser(): () => Browser {
  let browser: Browser | undefined
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterEach(async () => void (await Promise.all(browser?.contexts().map((context) => context.close()) ?? [])))
  afterAll(async () => browser?.close())
  return () => {
    if (!browser) throw new Error('the browser starts before the first test')
    return browser
  }
}

export interface PageOptions {
  theme?: 'light' | 'dark'
  width?: number
  height?: number
}

/** Complaints of a page: errors it threw, and whatever it wrote to its console as an error. */
export type Complaints = string[]

/** A page in a context of its own, with what it complained about. */
export async function openPage(
  browser: Browser,
  address: string,
  { theme = 'light', width = 1440, height = 900 }: PageOptions = {},
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({
    colorScheme: theme,
    viewport: { width, height },
    permissions: ['clipboard-read', 'clipboard-write'],
  })
  const page = await context.newPage()
  const complaints: Complaints = []
  page.on('pageerror', (error) => complaints.push(`threw: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`)
  })
  await page.goto(address)
  return { page, complaints }
}

/** No violation of WCAG 2 A and AA, as far as a program can see. */
export async function expectAccessible(page: Page, { menuOpen = false }: { menuOpen?: boolean } = {}): Promise<void> {
  const axe = new AxeBuilder({ page })
    // What passes is not described: with hundreds of rows that took longer than to test them.
    .options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
  // An open menu hides all else and belongs to its button, so it is in no landmark; unlike dialogs, axe does not know that.
  if (menuOpen) axe.disableRules(['region'])
  const { violations } = await axe.analyze()
  expect(
    violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} (${failureSummary ?? ''})`).join('; ')}`,
    ),
  ).toEqual([])
}
