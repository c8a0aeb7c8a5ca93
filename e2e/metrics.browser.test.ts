/** The metrics explorer: find one, ask a question of it, see the requests behind it, say what it is. */
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const start = Date.now()

beforeAll(async () => {
  const requests = Array.from({ length: 60 }, (_, at) =>
    otlpTrace(
      hex(16),
      'gateway',
      gatewayTrace({
        startMs: start - at * 55_000,
        durationMs: 500 + at * 10,
        ...(at % 3 === 0 ? { provider: 'anthropic', model: 'claude-sonnet-4-5' } : {}),
        failed: at % 10 === 0,
      }),
    ),
  )
  await product().post('/v1/traces', { resourceSpans: requests.flatMap(({ resourceSpans }) => resourceSpans) })
  const points = Array.from({ length: 30 }, (_, at) => ({
    id: `q${at}`,
    timestamp: new Date(start - at * 60_000).toISOString(),
    source: 'gateway-1',
    component: 'gateway',
    name: 'gateway.queue.wait',
    value: at + 1,
    unit: 'ms',
    tags: { region: at % 2 ? 'eu' : 'us' },
  }))
  await product().post('/api/v1/telemetry/metrics', points)
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const question = (page: Page) => page.getByRole('group', { name: 'Question' })
const groups = (page: Page) => page.getByRole('tabpanel', { name: 'Groups' }).getByRole('row')

async function choose(page: Page, button: RegExp, option: string) {
  await question(page).getByRole('button', { name: button }).click()
  await page.getByRole('option', { name: option, exact: true }).click()
}

test('a metric is found, grouped, filtered and compared, and the address says so', async () => {
  const { page, complaints } = await open('/metrics?from=now-1h')
  await page.getByRole('textbox', { name: 'Search metrics' }).fill('ai lat')
  await page.getByRole('option', { name: /ai\.latency/ }).click()
  await page.waitForURL(/metric=ai\.latency/)
  await choose(page, /^Aggregation/, 'p95')
  await question(page).getByRole('button', { name: 'nothing', exact: true }).click()
  await page.getByRole('checkbox', { name: 'provider' }).check()
  await page.keyboard.press('Escape')
  await groups(page).filter({ hasText: 'anthropic' }).waitFor()
  await page.getByRole('button', { name: 'Only openai' }).click()
  await page.waitForURL(/where=provider/)
  await expect.poll(() => groups(page).count()).toBe(2)
  await choose(page, /^Compare/, 'a day earlier')
  await page.waitForURL(/compare=1d/)
  await page.getByRole('columnheader', { name: 'Change' }).waitFor()
  await page.reload()
  await expect.poll(() => groups(page).count()).toBe(2)
  await question(page).getByRole('button', { name: 'Drop provider openai' }).click()
  await groups(page).filter({ hasText: 'anthropic' }).waitFor()
  await page.getByRole('button', { name: 'Save to dashboard' }).click()
  await page.getByRole('menuitem', { name: 'A new dashboard' }).click()
  await page.getByRole('button', { name: 'Open', exact: true }).click()
  await page.waitForURL(/\/dashboards\/./)
  await page.getByText('ai.latency.p95').first().waitFor()
  expect(complaints).toEqual([])
})

test('a click on a point shows the requests behind it', async () => {
  const { page, complaints } = await open('/metrics?from=now-1h&metric=api.latency')
  const plot = await page.locator('canvas').first().boundingBox()
  if (!plot) throw new Error('there is no plot')
  await page.mouse.click(plot.x + plot.width * 0.5, plot.y + plot.height / 2)
  await page.waitForURL(/tab=requests/)
  const behind = page.getByRole('tabpanel', { name: 'Requests behind it' })
  await behind.getByRole('button', { name: 'The whole range' }).click()
  await behind.getByRole('link').first().click()
  await page
    .getByRole('dialog', { name: /^Trace/ })
    .getByText('Trace ID')
    .waitFor()
  expect(complaints).toEqual([])
})

test('a formula is asked as a whole, and a mistake in it says where', async () => {
  const { page } = await open('/metrics?from=now-1h&metric=api.errors')
  await question(page).getByRole('button', { name: 'as a formula' }).click()
  const formula = question(page).getByRole('textbox', { name: 'Formula' })
  await formula.fill('api.errors / (api.requests')
  await formula.press('Enter')
  await page.getByRole('alert').waitFor()
  await formula.fill('api.errors / api.requests * 100')
  await formula.press('Enter')
  await page.locator('canvas').first().waitFor()
  await expect.poll(() => groups(page).count()).toBe(2)
})

test('what a metric is can be said, and taken back', async () => {
  const { page, complaints } = await open('/metrics?from=now-1h&metric=gateway.queue.wait')
  await page.getByRole('button', { name: 'Edit definition' }).click()
  await page.getByRole('textbox', { name: 'Display name' }).fill('Wait in the queue')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Wait in the queue' }).waitFor()
  await page.getByRole('option', { name: /Wait in the queue/ }).waitFor()
  await page.getByRole('button', { name: 'Edit definition' }).click()
  await page.getByRole('button', { name: 'Infer it again' }).click()
  await page.getByRole('heading', { name: 'gateway.queue.wait', exact: true }).waitFor()
  expect(complaints).toEqual([])
})

test.each(['light', 'dark'] as const)('is accessible in the %s theme', async (theme) => {
  const { page } = await open('/metrics?from=now-1h&metric=ai.latency&by=provider', { theme, width: 1280, height: 720 })
  await page.locator('canvas').first().waitFor()
  await groups(page).first().waitFor()
  await expectAccessible(page)
})

test('a scrape target is added, changed and removed by hand; its token is never shown again', async () => {
  const { page, complaints } = await open('/settings/targets')
  await page.getByRole('button', { name: 'Add a target' }).click()
  await page.getByRole('textbox', { name: 'Job' }).fill('node')
  await page.getByRole('textbox', { name: 'Address' }).fill('http://127.0.0.1:1/metrics')
  await page.getByRole('radio', { name: 'With a token' }).check({ force: true })
  await page.getByLabel('Token', { exact: true }).fill('very-secret')
  await page.getByRole('button', { name: 'Save' }).click()
  const target = page.getByRole('listitem', { name: 'node' })
  await target.getByText('with a token').waitFor()
  await target.getByRole('button', { name: 'Change node' }).click()
  expect(await page.content()).not.toContain('very-secret')
  await page.getByRole('textbox', { name: 'Labels it gets' }).fill('region=eu')
  await page.getByRole('button', { name: 'Save' }).click()
  await target.getByText('region=eu').waitFor()
  await target.getByText('with a token').waitFor()
  await target.getByRole('button', { name: 'Remove node' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await target.waitFor({ state: 'detached' })
  expect(complaints).toEqual([])
})
