/** What surrounds the screens: palette, drawer, messages, settings, the time range; by mouse, by keyboard, in both themes. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const failedTrace = hex(16)

beforeAll(async () => {
  const now = Date.now()
  for (let at = 0; at < 6; at++)
    await product().post('/v1/traces', otlpTrace(hex(16), 'gateway', gatewayTrace({ startMs: now - 600_000 + at * 5000 })))
  await product().post('/v1/traces', otlpTrace(failedTrace, 'gateway', gatewayTrace({ failed: true, startMs: now - 120_000 })))
})

const open = async (path: string, options?: Parameters<typeof openPage>[2]) => {
  const opened = await openPage(browser(), product().baseUrl + path, options)
  await opened.page.getByRole('heading', { level: 1 }).waitFor()
  return opened
}
const rows = (page: Page) => page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /POST/ })

async function openPalette(page: Page) {
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })
  await palette.waitFor()
  return palette
}

describe('the palette', () => {
  test('goes to screens, and gives the focus back', async () => {
    const { page } = await open('/traces')
    await rows(page).first().waitFor()
    await page.getByRole('button', { name: 'Search or jump to' }).focus()
    await openPalette(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Search or jump to')
    await openPalette(page)
    await page.keyboard.type('inter')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/interactions/)
  })

  test('opens a pasted trace id, however it is written, and offers it again later', async () => {
    const { page } = await open('/interactions')
    const palette = await openPalette(page)
    await page.keyboard.insertText(failedTrace.toUpperCase())
    await palette.getByRole('option', { name: /Trace POST/ }).waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL(new RegExp(`/traces/${failedTrace}`))
    await openPalette(page)
    await page.getByRole('option', { name: `Trace ${failedTrace.slice(0, 8)}` }).waitFor()
  })

  test('finds values, sets a typed range, changes the theme', async () => {
    const { page } = await open('/traces')
    const palette = await openPalette(page)
    await page.keyboard.type('gpt')
    await palette.getByRole('option', { name: /Traces where model is gpt-4o/ }).click()
    await page.waitForURL(/q=model:gpt-4o/)
    await openPalette(page)
    await page.keyboard.type('yesterday 09:00 to 11:30')
    await page.getByRole('option', { name: /Set time range/ }).click()
    await page.waitForURL(/from=.*to=/)
    await openPalette(page)
    await page.keyboard.type('theme dark')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark')
  })
})

test('the drawer: one, with a way back and forward, in the address, promoted by Enter', async () => {
  const { page } = await open(`/interactions?peek=trace:${failedTrace}`)
  const drawer = page.getByRole('dialog', { name: /^Trace/ })
  await drawer.getByText('Rate limit exceeded').first().waitFor()
  expect(await drawer.getByRole('button', { name: 'Back' }).isDisabled()).toBe(true)
  await drawer.getByRole('link', { name: 'gpt-4o' }).click()
  const second = page.getByRole('dialog', { name: /^Interaction/ })
  await second.waitFor()
  expect(await page.getByRole('dialog').count()).toBe(1)
  await second.getByRole('button', { name: 'Back' }).click()
  await drawer.waitFor()
  await drawer.getByRole('button', { name: 'Forward' }).click()
  await second.waitFor()
  expect(page.url()).toContain('peek=interaction:')
  await page.reload()
  await second.waitFor()
  await page.keyboard.press('Escape')
  await second.waitFor({ state: 'detached' })
  expect(page.url()).not.toContain('peek')
  await page.goto(`${product().baseUrl}/interactions?peek=trace:${failedTrace}`)
  await drawer.focus()
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/traces/${failedTrace}$`))
})

test('a copied link is said to be copied, and can be frozen', async () => {
  const { page } = await open('/traces')
  await rows(page).first().waitFor()
  await page.keyboard.press('c')
  await page.getByText('Link copied').first().waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(page.url())
  await page.getByRole('button', { name: 'Copy link to this view' }).click()
  await page.getByRole('menuitem', { name: /as seen now/ }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toMatch(/from=20.*to=20/)
})

test('settings hold at once and after a reload: density, single keys', async () => {
  const { page } = await open('/traces')
  const height = async (): Promise<number> => Math.round((await rows(page).first().boundingBox())?.height ?? 0)
  await rows(page).first().waitFor()
  expect(await height()).toBe(34)
  await page.keyboard.press('g')
  await page.keyboard.press('s')
  await page.getByRole('heading', { name: 'Appearance' }).waitFor()
  await page.getByRole('radio', { name: 'Compact' }).check({ force: true })
  await page.getByRole('radiogroup', { name: 'Single-key shortcuts' }).getByRole('radio', { name: 'Off' }).check({ force: true })
  await page.goto(`${product().baseUrl}/traces`)
  await rows(page).first().waitFor()
  expect(await height()).toBe(28)
  await page.keyboard.press('t')
  await page.keyboard.press('?')
  expect(await page.locator('html').getAttribute('data-theme')).toBe('light')
  expect(await page.getByRole('dialog').count()).toBe(0)
  await openPalette(page)
})

test('the navigation can be pinned shut; labels become tips', async () => {
  const { page } = await open('/traces')
  await page.getByRole('button', { name: 'Shrink the navigation to icons' }).click()
  const nav = page.getByRole('navigation', { name: 'Main' })
  expect(Math.round((await nav.boundingBox())?.width ?? 0)).toBe(52)
  await nav.getByRole('link', { name: 'Trace Explorer' }).hover()
  await page.reload()
  await page.getByRole('button', { name: 'Open the navigation' }).click()
  expect(Math.round((await nav.boundingBox())?.width ?? 0)).toBe(212)
})

test('a range is picked from the calendar, stepped by keys, and left by Backspace', async () => {
  const { page } = await open('/traces')
  await rows(page).first().waitFor()
  await page.keyboard.press('[')
  await page.waitForURL(/from=.*to=/)
  const stepped = page.url()
  await page.getByRole('button', { name: /Time range/ }).click()
  await page.getByRole('button', { name: 'Calendar' }).click()
  await page.getByRole('grid').getByRole('button', { disabled: false }).first().click()
  await page.getByRole('button', { name: 'Apply' }).click()
  await expect.poll(() => page.url()).not.toBe(stepped)
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.keyboard.press('Backspace')
  await expect.poll(() => page.url()).toBe(stepped)
})

test('live that is paused says so, with the age of what is shown', async () => {
  const { page } = await open('/traces')
  await page.getByRole('button', { name: 'Live', exact: true }).click()
  await page.getByRole('button', { name: 'Live, paused' }).waitFor()
})

describe.each([
  [1280, 720],
  [720, 450],
] as const)('at %i × %i, which is also 1440 × 900 at 200 %', (width, height) => {
  test('nothing of the bar and the navigation is lost', async () => {
    const { page } = await open('/traces', { width, height })
    await rows(page).first().waitFor()
    for (const name of [/^Live/, /Time range/, /Refresh now/, 'Copy link to this view', 'Search or jump to', 'Dark theme']) {
      const box = await page.getByRole('button', { name }).first().boundingBox()
      expect(box && box.x >= 0 && box.x + box.width <= width && box.y >= 0 && box.y + box.height <= height, String(name)).toBe(true)
    }
    for (const name of ['Trace Explorer', 'AI Interaction Explorer', 'Settings']) {
      const box = await page.getByRole('link', { name }).boundingBox()
      expect(box && box.y >= 0 && box.y + box.height <= height, name).toBe(true)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
  })
})

describe.each(['light', 'dark'] as const)('accessible in the %s theme', { timeout: 120_000 }, (theme) => {
  test('palette, drawer, menus, calendar, messages, settings', async () => {
    const { page, complaints } = await open(`/traces?peek=trace:${failedTrace}`, { theme })
    await page
      .getByRole('dialog', { name: /^Trace/ })
      .getByText('Rate limit exceeded')
      .first()
      .waitFor()
    await page.waitForTimeout(300) // Colours are judged when nothing moves any more.
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await openPalette(page)
    await page.keyboard.type('t')
    await page.waitForTimeout(400)
    await expectAccessible(page)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Refresh: / }).click()
    await page.getByRole('menu').waitFor()
    await page.waitForTimeout(300)
    await expectAccessible(page, { menuOpen: true })
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /Time range/ }).click()
    await page.getByRole('button', { name: 'Calendar' }).click()
    await page.getByRole('grid', { name: /20\d\d/ }).waitFor()
    await page.waitForTimeout(300)
    await expectAccessible(page)
    await page.goto(`${product().baseUrl}/settings`)
    await page.getByRole('heading', { name: 'Appearance' }).waitFor()
    await page.keyboard.press('c')
    await page.getByText('Link copied').first().waitFor()
    await page.waitForTimeout(400)
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })
})
