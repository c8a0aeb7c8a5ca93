/**
 * The pictures of the documentation, taken of the product as it is: `npm run docs` puts them into the site, and
 * `npm run docs -- --keep` into the repository. Each is taken once what it is to show is there.
 */
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { cacheFolder, root } from '../scripts/lib/places.mjs'
import { openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const HOURS = '4'
const FOLDER = join(cacheFolder, 'pictures')
const browser = useBrowser()
const product = useProduct()

beforeAll(async () => {
  rmSync(FOLDER, { recursive: true, force: true })
  mkdirSync(FOLDER, { recursive: true })
  await promisify(execFile)(process.execPath, [join(root, 'scripts/traffic/send.mjs'), product().baseUrl, HOURS])
})

async function firstId(path: string): Promise<string> {
  const { items } = (await (await fetch(product().baseUrl + path)).json()) as { items: { id?: string; traceId?: string }[] }
  return items[0]?.id ?? items[0]?.traceId ?? 'none'
}

const grid = (page: Page, name: string) => page.getByRole('grid', { name }).getByRole('row').nth(2)
const RANGE = '?from=now-3h'

const PICTURES: { name: string; path: () => string | Promise<string>; shows: (page: Page) => { isVisible(): Promise<boolean> } }[] = [
  { name: 'overview', path: () => `/${RANGE}`, shows: (page) => page.getByRole('heading', { level: 1 }) },
  { name: 'traces', path: () => `/traces${RANGE}`, shows: (page) => grid(page, 'Traces') },
  {
    name: 'trace',
    path: async () => `/traces/${await firstId('/api/v1/traces?from=now-3h&status=error&limit=1')}`,
    shows: (page) => page.getByRole('treegrid').first(),
  },
  { name: 'interactions', path: () => `/interactions${RANGE}`, shows: (page) => grid(page, 'AI interactions') },
  {
    name: 'interaction',
    path: async () => `/interactions/${await firstId('/api/v1/ai-interactions?from=now-3h&status=success&limit=1')}${RANGE}`,
    shows: (page) => page.getByText('Prompt').first(),
  },
  { name: 'decisions', path: () => `/decisions${RANGE}`, shows: (page) => page.getByRole('heading').first() },
  { name: 'metrics', path: () => `/metrics${RANGE}`, shows: (page) => page.getByRole('heading').first() },
  {
    name: 'dashboard',
    path: async () => `/dashboards/${await firstId('/api/v1/dashboards?limit=1')}${RANGE}`,
    shows: (page) => page.getByRole('heading').first(),
  },
]

test.each(PICTURES)('$name', async ({ name, path, shows }) => {
  const { page, complaints } = await openPage(browser(), product().baseUrl + (await path()))
  await expect.poll(() => shows(page).isVisible(), { timeout: 20_000 }).toBe(true)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(FOLDER, `${name}.png`), animations: 'disabled' })
  expect(complaints).toEqual([])
  await page.context().close()
})
