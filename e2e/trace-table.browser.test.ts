/** The table of traces and the duration map over it: a box, down to the prompt of the call that failed; columns. */
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const slowTrace = hex(16)

beforeAll(async () => {
  const now = Date.now()
  for (let at = 0; at < 10; at++)
    await product().post(
      '/v1/traces',
      otlpTrace(hex(16), 'gateway', gatewayTrace({ startMs: now - 900_000 + at * 60_000, durationMs: 40 })),
    )
  const slow = gatewayTrace({ name: 'POST /v1/slow', failed: true, startMs: now - 400_000, durationMs: 9000, prompt: 'Why is it slow?' })
  await product().post('/v1/traces', otlpTrace(slowTrace, 'gateway', slow))
})

test('a box finds the slow trace, its failing span, its call and its prompt', async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/traces?from=now-1h`)
  const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /POST/ })
  await expect.poll(() => rows.count()).toBe(11)
  const map = page.getByRole('figure', { name: /Duration over time: 11 traces/ })
  const plot = await map.locator('canvas').boundingBox()
  if (!plot) throw new Error('the map is not drawn')
  // The upper half of the last third: long durations, lately.
  await page.mouse.move(plot.x + plot.width * 0.6, plot.y + 20)
  await page.mouse.down()
  await page.mouse.move(plot.x + plot.width * 0.8, plot.y + 50, { steps: 4 })
  await page.mouse.move(plot.x + plot.width * 0.97, plot.y + 70, { steps: 4 })
  await expect.poll(() => map.textContent()).toContain('and more')
  await page.mouse.up()
  await page.waitForURL(/from=\d{4}-.*duration:/)
  await expect.poll(() => rows.count()).toBe(1)
  await page.goBack()
  await expect.poll(() => rows.count()).toBe(11)
  await page.goForward()
  await expect.poll(() => rows.count()).toBe(1)
  await rows.first().click()
  await page.waitForURL(new RegExp(`/traces/${slowTrace}`))
  await page.getByRole('note', { name: 'Cause' }).getByRole('button', { name: 'Go to span' }).click()
  await page.getByRole('complementary', { name: 'Span details' }).getByRole('link', { name: 'Open the interaction' }).click()
  await page.getByText('Why is it slow?').first().waitFor()
  expect(complaints).toEqual([])
})

test('columns are chosen, and the address keeps them', { timeout: 120_000 }, async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/traces`)
  const head = page.getByRole('grid', { name: 'Traces' }).getByRole('columnheader')
  await expect.poll(() => head.allTextContents()).toContain('Cost')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Cost' }).click()
  await page.getByRole('checkbox', { name: 'User' }).press('Space')
  await page.waitForURL(/cols=[a-z,]*user/)
  await expect.poll(() => head.allTextContents()).toEqual(expect.arrayContaining(['User']))
  expect(await page.getByRole('checkbox', { name: 'Name' }).isDisabled()).toBe(true)
  await page.waitForTimeout(300) // Colours are judged when the popup has stopped moving.
  await expectAccessible(page)
  await page.reload()
  await expect.poll(() => head.allTextContents()).toContain('User')
  expect(await head.allTextContents()).not.toContain('Cost')
  expect(complaints).toEqual([])
})
