/** System Overview tells an incident: what is wrong, since when, and the requests behind it. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()

const MINUTE = 60_000
const FAILS_SINCE_MINUTES = 9
const start = Date.now()

/** Six requests a minute, half of them to each provider; the newest to openai fail. */
function minuteOf(ago: number) {
  return Array.from({ length: 6 }, (_, at) => {
    const isOpenai = at % 2 === 0
    return otlpTrace(
      hex(16),
      'gateway',
      gatewayTrace({
        startMs: start - ago * MINUTE - 20_000 + at * 2000,
        durationMs: 900 + at * 40,
        provider: isOpenai ? 'openai' : 'anthropic',
        model: isOpenai ? 'gpt-4o' : 'claude-sonnet-4-5',
        failed: isOpenai && ago < FAILS_SINCE_MINUTES,
      }),
    ).resourceSpans[0]
  })
}

beforeAll(async () => {
  const resourceSpans = Array.from({ length: 100 }, (_, ago) => minuteOf(ago)).flat()
  await product().post('/v1/traces', { resourceSpans })
})

const open = (path = '/', options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' })
const board = (page: Page) => page.getByRole('region', { name: 'Timeline' })

async function ready(page: Page) {
  await verdict(page).getByRole('heading').waitFor()
  await board(page).locator('canvas').first().waitFor()
}

test('the sentence names what fails and since when, and leads to the requests', async () => {
  const { page, complaints } = await open()
  await ready(page)
  await verdict(page).getByRole('heading', { name: 'Degraded: 100% of calls to gpt-4o fail' }).waitFor()
  expect(await verdict(page).textContent()).toMatch(
    /100% failed against a limit of \S+% for \d+ min.*Also: [45]\d(\.\d)?% of requests fail.*Since \d\d:\d\d/,
  )
  await page.getByRole('region', { name: 'Active Alerts' }).getByText('There are no alert rules yet').waitFor()
  await verdict(page).getByRole('button', { name: 'See the failing requests' }).click()
  await page.waitForURL(/\/traces\?.*errors/)
  const rows = page.getByRole('grid', { name: 'Traces' }).getByRole('row', { name: /chat\/completions/ })
  // Only rows in view exist.
  await expect.poll(() => rows.count()).toBeGreaterThan(20)
  expect(await rows.filter({ hasText: 'OK' }).count()).toBe(0)
  await page.goBack()
  await ready(page)
  expect(complaints).toEqual([])
})

describe('the board', () => {
  test('has every element of the overview, and says what is not reported', async () => {
    const { page } = await open()
    await ready(page)
    for (const name of ['API', 'Cache', 'Models', 'Request Volume', 'Error Rate', 'Latency (p95)', 'Spend'])
      await board(page).getByRole('group', { name, exact: true }).waitFor()
    await board(page).getByRole('group', { name: 'Queue', exact: true }).getByText('No span with messaging').waitFor()
    await page.getByRole('region', { name: 'Models' }).getByRole('link', { name: 'gpt-4o' }).waitFor()
    await page.getByRole('button', { name: /The last hour|Last hour/ }).waitFor()
  })

  test('a click on a point shows the requests behind it, and Enter does the same', async () => {
    const { page, complaints } = await open('/?from=now-1h')
    await ready(page)
    const lane = await board(page).getByRole('group', { name: 'Error Rate', exact: true }).locator('canvas').boundingBox()
    if (!lane) throw new Error('the lane has no plot')
    await page.mouse.click(lane.x + lane.width * 0.95, lane.y + lane.height / 2)
    await page.waitForURL(/\/traces\?.*status:error/)
    expect(new URL(page.url()).searchParams.get('from')).toMatch(/^\d{4}-/)
    await page.goBack()
    await ready(page)
    await board(page).getByRole('slider').focus()
    await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await page.waitForURL(/\/traces\?from=/)
    expect(complaints).toEqual([])
  })

  test('a selected stretch says what is different about its requests', async () => {
    const { page, complaints } = await open('/?from=now-1h')
    await ready(page)
    const box = await board(page).getByRole('slider').boundingBox()
    if (!box) throw new Error('the board has no overlay')
    await page.mouse.move(box.x + box.width * 0.86, box.y + 200)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.99, box.y + 200, { steps: 4 })
    await page.mouse.up()
    await page.getByRole('toolbar', { name: 'Selected time' }).getByRole('button', { name: 'What changed' }).click()
    await page.waitForURL(/changed=/)
    const changed = page.getByRole('region', { name: 'What changed' })
    await changed.getByRole('button', { name: /status is error/ }).waitFor()
    await changed.getByRole('button', { name: 'Close' }).click()
    await changed.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  })

  test('a provider of the legend filters the page', async () => {
    const { page } = await open()
    await ready(page)
    await board(page)
      .getByRole('option', { name: /anthropic/ })
      .click()
    await page.waitForURL(/provider=anthropic/)
    await verdict(page)
      .getByRole('heading', { name: /All good/ })
      .waitFor()
    await page.getByRole('button', { name: 'Show all' }).click()
    await verdict(page)
      .getByRole('heading', { name: /Degraded/ })
      .waitFor()
  })
})

test.each(['light', 'dark'] as const)('is accessible in the %s theme', async (theme) => {
  const { page } = await open('/', { theme, width: 1280, height: 720 })
  await ready(page)
  await expectAccessible(page)
})
