/** The views of one trace: repeated spans, a stretch of time, flame, map, the dock, saved views; and one incident by keyboard alone. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace, type SampleSpan } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const agentTrace = hex(16)
const slowTrace = hex(16)
const MARKUP = '"><img src=x onerror=window.hacked=1>'

/** An agent that searches again and again, fails once, and calls two services with hostile names. */
function agent(startMs: number): SampleSpan[] {
  const root: SampleSpan = { name: 'agents/run', startMs, durationMs: 10_000, kind: 2 }
  const searches = Array.from({ length: 40 }, (_, at) => ({
    name: 'search index',
    parent: root,
    startMs: startMs + at * 200,
    durationMs: 60 + at,
    ...(at === 30 && { error: 'Upstream timeout' }),
  }))
  const below: SampleSpan = { name: 'inside', parent: searches[3], startMs: startMs + 610, durationMs: 20 }
  const outside: SampleSpan = {
    name: MARKUP,
    parent: root,
    startMs: startMs + 8500,
    durationMs: 500,
    kind: 3,
    attributes: { 'peer.service': MARKUP, [MARKUP]: MARKUP },
  }
  return [root, ...searches, below, outside]
}

beforeAll(async () => {
  const now = Date.now()
  await product().post('/v1/traces', otlpTrace(agentTrace, 'agents', agent(now - 300_000)))
  for (let at = 0; at < 10; at++) {
    const spans = gatewayTrace({ startMs: now - 900_000 + at * 60_000, durationMs: 40 })
    await product().post('/v1/traces', otlpTrace(hex(16), 'gateway', spans))
  }
  const slow = gatewayTrace({ name: 'POST /v1/slow', failed: true, startMs: now - 400_000, durationMs: 29_000, prompt: 'Why is it slow?' })
  await product().post('/v1/traces', otlpTrace(slowTrace, 'gateway', slow))
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const press = (page: Page, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())
const dock = (page: Page) => page.getByRole('complementary', { name: 'Span details' })

test('siblings alike are one row until what hides in it is asked for', async () => {
  const { page, complaints } = await open(`/traces/${agentTrace}`)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  // The cause of the failure is one of them, so they are open at first.
  await expect.poll(() => spans.getByRole('row').count()).toBeGreaterThan(20)
  await spans.focus()
  await press(page, 'Home', 'ArrowDown', 'ArrowLeft')
  await expect.poll(() => spans.getByRole('row').count()).toBe(3)
  await dock(page).getByText('repeated under one parent').waitFor()
  await press(page, 'e')
  await expect.poll(() => spans.locator('[aria-selected=true]').textContent()).toContain('search index')
  await dock(page).getByText('Upstream timeout').first().waitFor()
  expect(complaints).toEqual([])
})

test('a stretch of time hides the spans outside it', async () => {
  const { page } = await open(`/traces/${agentTrace}`)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  await spans.getByRole('row').first().waitFor()
  await page.getByRole('slider', { name: /Stretch of time/ }).focus()
  await press(page, ...Array.from({ length: 12 }, () => '+'), 'End')
  await expect.poll(() => page.getByRole('button', { name: /of 43 spans/ }).count()).toBe(1)
  await expect.poll(() => spans.getByRole('row').count()).toBeLessThan(5)
  await press(page, '0')
  await expect.poll(() => page.getByRole('button', { name: /of 43 spans/ }).count()).toBe(0)
})

describe.each(['light', 'dark'] as const)('in the %s theme', { timeout: 120_000 }, (theme) => {
  test('flame and map, from the address, walked by keys, with hostile names', async () => {
    const { page, complaints } = await open(`/traces/${agentTrace}?tab=flame`, { theme })
    const flame = page.getByRole('group', { name: /Flame graph/ })
    await flame.focus()
    await press(page, 'ArrowUp', 'ArrowDown')
    await dock(page).getByRole('heading', { name: 'search index' }).waitFor()
    await expectAccessible(page)
    await page.getByRole('tab', { name: 'Map' }).click()
    await page.waitForURL(/tab=map/)
    await page
      .getByRole('button', { name: /2 of|1 call/ })
      .first()
      .press('Enter')
    await dock(page).getByText(MARKUP).first().waitFor()
    await expectAccessible(page)
    await press(page, 'b')
    await page.getByRole('separator', { name: 'Height of the span details' }).waitFor({ state: 'attached' })
    await dock(page).getByText('JSON', { exact: true }).click()
    await page.getByRole('textbox', { name: 'Find in the span as JSON' }).fill('peer')
    await page.getByRole('treeitem', { name: /peer\.service/ }).waitFor()
    await expectAccessible(page)
    await press(page, 'Escape')
    expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
    expect(complaints).toEqual([])
  })
})

test('one incident, by keyboard alone: box, slow trace, failing span, its call, its prompt', async () => {
  const { page, complaints } = await open('/traces?from=now-1h')
  const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /POST|agents/ })
  await expect.poll(() => rows.count()).toBe(12)
  await page.getByRole('group', { name: /Select a box/ }).focus()
  // From the middle to the newest third, over all durations that are long.
  await press(page, ...Array.from({ length: 9 }, () => 'ArrowRight'), 'Enter')
  await page.waitForURL(/duration:/)
  await expect.poll(() => rows.count()).toBe(2)
  await page.getByRole('grid', { name: 'Traces' }).focus()
  await press(page, 'ArrowDown', 'ArrowDown', 'Enter')
  await page.waitForURL(new RegExp(`/traces/${slowTrace}`))
  await page.getByRole('note', { name: 'Cause' }).getByRole('button', { name: 'Go to span' }).press('Enter')
  expect(await page.getByRole('note', { name: 'Cause' }).textContent()).toContain('No other provider was tried')
  await dock(page).getByRole('link', { name: 'Open the interaction' }).press('Enter')
  await page.getByText('Why is it slow?').first().waitFor()
  expect(complaints).toEqual([])
})

test('a view is saved, found again, and removed', async () => {
  const { page, complaints } = await open('/traces?q=status:error&sort=duration')
  const views = page.getByRole('button', { name: 'Views' })
  await views.click()
  await page.getByRole('textbox', { name: 'Name of the view' }).fill('What failed, longest first')
  await page.keyboard.press('Enter')
  const saved = page.getByRole('button', { name: 'What failed, longest first', exact: true })
  await saved.waitFor()
  await page.waitForTimeout(300) // Colours are judged when the popup has stopped moving.
  await expectAccessible(page)
  await page.goto(`${product().baseUrl}/traces`)
  await views.click()
  await saved.click()
  await page.waitForURL(/sort=duration/)
  await page.getByRole('button', { name: 'Remove status is error' }).waitFor()
  await views.click()
  await page.getByRole('button', { name: 'Remove the view What failed, longest first' }).click()
  await saved.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
