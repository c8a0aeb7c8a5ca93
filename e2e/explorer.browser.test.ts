/** The explorers on data: search, filters, the address, keys, themes, accessibility. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const failedTrace = hex(16)
const bigTrace = hex(16)

beforeAll(async () => {
  const now = Date.now()
  const send = (traceId: string, spans: ReturnType<typeof gatewayTrace>) =>
    product().post('/v1/traces', otlpTrace(traceId, 'gateway', spans))
  for (let at = 0; at < 12; at++)
    await send(
      hex(16),
      gatewayTrace({
        startMs: now - 600_000 + at * 5000,
        provider: at % 3 === 0 ? 'anthropic' : 'openai',
        model: at % 3 === 0 ? 'claude-sonnet-4-5' : 'gpt-4o',
      }),
    )
  await send(failedTrace, gatewayTrace({ name: 'POST /v1/fails', failed: true, startMs: now - 120_000 }))
  await send(bigTrace, manySpans(now - 300_000, 3000))
})

function manySpans(startMs: number, count: number): ReturnType<typeof gatewayTrace> {
  const root = { name: 'agents/run', startMs, durationMs: count * 10, kind: 2 as const }
  return [
    root,
    ...Array.from({ length: count - 1 }, (_, at) => ({ name: `step ${at}`, parent: root, startMs: startMs + at * 10, durationMs: 8 })),
  ]
}

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const rows = (page: Page) => page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /POST|agents/ })

describe('searching', () => {
  test('a mistake is marked where it is, and the result stays', async () => {
    const { page } = await open('/traces')
    await rows(page).first().waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('status:eror')
    await page.keyboard.press('Enter')
    const alert = page.getByRole('alert')
    await alert.waitFor()
    expect(await alert.locator('mark').textContent()).toBe('eror')
    expect(await alert.textContent()).toContain('At character 8')
    expect(await rows(page).count()).toBeGreaterThan(1)
    await page.getByRole('button', { name: 'Clear the search' }).click()
    await alert.waitFor({ state: 'detached' })
  })

  test('facets write the search, chips take it back, the address keeps it', async () => {
    const { page } = await open('/traces')
    await page
      .getByRole('region', { name: 'Provider' })
      .getByRole('checkbox', { name: /anthropic/ })
      .click()
    await page.waitForURL(/q=provider:anthropic/)
    await expect.poll(() => rows(page).count()).toBe(4)
    await page.reload()
    await expect.poll(() => rows(page).count()).toBe(4)
    await page.getByRole('button', { name: 'Remove provider is anthropic' }).click()
    await expect.poll(() => rows(page).count()).toBeGreaterThan(4)
    await page.goBack()
    await page.waitForURL(/q=provider:anthropic/)
    await expect.poll(() => rows(page).count()).toBe(4)
  })

  test('nothing matches: the term that is the reason can be dropped', async () => {
    const { page } = await open('/traces?q=status:error+nowhere')
    await page.getByRole('heading', { name: 'No traces match' }).waitFor()
    await page.getByRole('button', { name: 'Drop it' }).click()
    await rows(page).first().waitFor()
  })

  test('a typed range', async () => {
    const { page } = await open('/traces')
    await page.getByRole('button', { name: /Time range/ }).click()
    await page.getByRole('textbox', { name: 'Type a range' }).fill('last 36h')
    await page.keyboard.press('Enter')
    await page.waitForURL(/from=now-36h/)
    await page.getByRole('button', { name: 'Time range: Last 36 hours' }).waitFor()
  })

  test('interactions: selects, details', async () => {
    const { page } = await open('/interactions')
    await page.getByRole('button', { name: 'Provider: All Providers' }).click()
    await page.getByRole('option', { name: /anthropic/ }).click()
    await page.waitForURL(/provider=anthropic/)
    const grid = page.getByRole('grid', { name: 'AI interactions' })
    // The rows of before stay until the answer is there: a click while they change would land on another row.
    await expect.poll(() => grid.getByRole('row', { name: /gpt/ }).count()).toBe(0)
    expect(await grid.getByRole('row', { name: /claude/ }).count()).toBe(4)
    await grid
      .getByRole('row', { name: /claude/ })
      .first()
      .click()
    await page.getByText('What is a trace?').first().waitFor()
  })
})

test('the keyboard is enough', async () => {
  const { page } = await open('/traces')
  await rows(page).first().waitFor()
  const press = (...keys: string[]) => keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
  await press('j', 'j')
  const second = await page.locator('[role=row][aria-selected=true]').getAttribute('id')
  await press('k')
  expect(await page.locator('[role=row][aria-selected=true]').getAttribute('id')).not.toBe(second)
  await press('Enter')
  await page.waitForURL(/\/traces\/[0-9a-f]{32}/)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  await spans.waitFor()
  await spans.focus()
  await press('Home', 'ArrowDown', 'ArrowDown')
  await expect.poll(() => spans.locator('[aria-selected=true]').textContent()).toContain('Cache Check')
  await press('ArrowUp', 'ArrowUp', 'ArrowLeft')
  await expect.poll(() => spans.getByRole('row').count()).toBe(1)
  await press('ArrowRight')
  await expect.poll(() => spans.getByRole('row').count()).toBe(4)
  await press('Escape')
  await rows(page).first().waitFor()
  await press('g', 'i')
  await page.waitForURL(/\/interactions/)
  await press('g', 't')
  await page.waitForURL(/\/traces/)
  await press('[')
  await page.waitForURL(/from=.*to=/)
  await press(']')
  await expect.poll(() => page.url()).not.toContain('to=')
  await press('l')
  await page.waitForURL(/live=off/)
  await press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

test('a failed trace says what failed and where', async () => {
  const { page } = await open(`/traces/${failedTrace}`)
  const cause = page.getByRole('note', { name: 'Cause' })
  await cause.waitFor()
  expect(await cause.textContent()).toContain('Rate limit exceeded')
  expect(await cause.textContent()).toContain('chat gpt-4o')
  await page.keyboard.press('e')
  await page.waitForURL(/span=/)
  await page.getByRole('tab', { name: 'Events' }).click()
  await page
    .getByRole('grid', { name: 'Events' })
    .getByRole('row', { name: /exception/ })
    .click()
  await page.getByRole('treegrid', { name: 'Spans' }).waitFor()
})

test('a large trace is drawn by the rows in view', async () => {
  const { page } = await open(`/traces/${bigTrace}`)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  await spans.getByRole('row', { name: /step 3\b/ }).waitFor()
  expect(await spans.getByRole('row').count()).toBeLessThan(100)
  await spans.focus()
  await page.keyboard.press('End')
  await spans.getByRole('row', { name: /step 2998/ }).waitFor()
  await page.getByRole('textbox', { name: 'Find in trace' }).fill('step 1234')
  await page.keyboard.press('Enter')
  await expect.poll(() => spans.locator('[aria-selected=true]').textContent()).toContain('step 1234')
})

test('styles apply in their order, whichever chunk comes first', async () => {
  const { page } = await open('/interactions')
  const apply = page.getByRole('button', { name: 'Apply' })
  await apply.waitFor()
  expect(await apply.evaluate((button) => getComputedStyle(button).paddingLeft)).toBe('10px')
})

test('the theme is kept, and the first paint already has it', async () => {
  const { page } = await open('/traces')
  await rows(page).first().waitFor()
  await page.keyboard.press('t')
  expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
  await page.addInitScript(() => {
    document.addEventListener('DOMContentLoaded', () => {
      document.documentElement.dataset.themeAtFirst = document.documentElement.dataset.theme
    })
  })
  await page.reload()
  expect(await page.locator('html').getAttribute('data-theme-at-first')).toBe('dark')
})

describe.each(['light', 'dark'] as const)('accessible in the %s theme', { timeout: 120_000 }, (theme) => {
  test('traces', async () => {
    const { page, complaints } = await open('/traces', { theme })
    await rows(page).first().waitFor()
    await page.getByRole('region', { name: 'Provider' }).waitFor()
    await page.getByText('Duration over time').waitFor()
    await expectAccessible(page)
    await page.getByRole('button', { name: /Time range/ }).click()
    await page.getByRole('dialog', { name: 'Time range' }).waitFor()
    await page.waitForTimeout(300) // Colours are judged when the popup has stopped moving.
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('a trace', async () => {
    const { page, complaints } = await open(`/traces/${failedTrace}`, { theme, width: 1280, height: 720 })
    await page
      .getByRole('treegrid', { name: 'Spans' })
      .getByText('ERROR')
      .or(page.getByRole('row', { name: /chat gpt-4o/ }))
      .first()
      .waitFor()
    await page.getByRole('option').first().waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })

  test('interactions', async () => {
    const { page, complaints } = await open('/interactions', { theme })
    await page
      .getByRole('grid', { name: 'AI interactions' })
      .getByRole('row', { name: /claude/ })
      .first()
      .waitFor()
    await expectAccessible(page)
    await page
      .getByRole('grid', { name: 'AI interactions' })
      .getByRole('row', { name: /claude/ })
      .first()
      .click()
    await page.getByRole('complementary', { name: 'Facts' }).waitFor()
    await page.getByRole('option').first().waitFor()
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })
})
