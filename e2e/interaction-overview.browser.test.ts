/** The explorer of AI interactions before one is opened: filters, the strip of lanes, the table, the models. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const LONG_MODEL = `a-model-${'with-a-very-long-name-'.repeat(12)}end`

beforeAll(async () => {
  const now = Date.now()
  const send = (options: Parameters<typeof gatewayTrace>[0]) =>
    product().post('/v1/traces', otlpTrace(hex(16), 'gateway', gatewayTrace(options)))
  for (let at = 0; at < 12; at++)
    await send({
      startMs: now - 3_000_000 + at * 200_000,
      durationMs: 1000 + at * 100,
      prompt: at === 4 ? 'Where is the zebra?' : 'What is a trace?',
      provider: at % 3 === 0 ? 'anthropic' : 'openai',
      model: at % 3 === 0 ? 'claude-sonnet-4-5' : 'gpt-4o',
    })
  await send({ startMs: now - 100_000, failed: true, model: 'gpt-4o' })
  await send({ startMs: now - 90_000, provider: 'example'.repeat(20), model: LONG_MODEL })
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const grid = (page: Page) => page.getByRole('grid', { name: 'AI interactions' })
const rows = (page: Page) => grid(page).getByRole('row', { name: /gpt|claude|a-model/ })
const models = (page: Page) => page.getByRole('grid', { name: 'Models' }).getByRole('row', { name: /gpt|claude|a-model/ })

describe('filters', () => {
  test('one change applies by itself, two made in one go wait for Apply', async () => {
    const { page, complaints } = await open('/interactions')
    await expect.poll(() => rows(page).count()).toBe(14)
    const apply = page.getByRole('button', { name: 'Apply' })
    expect(await apply.isDisabled()).toBe(true)
    const choose = async (button: string | RegExp, option: string | RegExp) => {
      await page.getByRole('button', { name: button, exact: typeof button === 'string' }).click()
      await page.getByRole('option', { name: option }).click()
    }
    await choose('Provider: All Providers', /openai/)
    await page.waitForURL(/provider=openai/)
    await expect.poll(() => rows(page).count()).toBe(9)
    // Without "as I go", nothing applies before Apply.
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('checkbox', { name: /as I go/ }).uncheck()
    await page.keyboard.press('Escape')
    await choose('Status: All statuses', 'Error')
    await choose('Range: Last 24 hours', /Last 1 hour/)
    expect(page.url()).not.toContain('status=error')
    await apply.click()
    await page.waitForURL(/status=error/)
    expect(page.url()).toContain('from=now-1h')
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.goBack()
    await expect.poll(() => rows(page).count()).toBe(9)
    expect(complaints).toEqual([])
  })

  test('quantities and content become tokens of the search, and are read back from it', async () => {
    const { page, complaints } = await open('/interactions')
    await page.getByRole('button', { name: 'Filters' }).click()
    await page.getByRole('textbox', { name: 'Latency, at least' }).fill('1s')
    await page.getByRole('textbox', { name: 'Latency, at most' }).fill('1.4s')
    await page.getByRole('textbox', { name: 'Prompt contains' }).fill('the zebra')
    await page.keyboard.press('Enter')
    await page.waitForURL(/latency:1s\.\.1\.4s.*prompt/)
    await expect.poll(() => rows(page).count()).toBe(1)
    await page.getByRole('button', { name: 'Filters, 2 set' }).click()
    expect(await page.getByRole('textbox', { name: 'Latency, at most' }).inputValue()).toBe('1400ms')
    expect(await page.getByRole('textbox', { name: 'Prompt contains' }).inputValue()).toBe('the zebra')
    await page.waitForTimeout(300)
    await expectAccessible(page)
    await page.getByRole('textbox', { name: 'Latency, at least' }).fill('')
    await page.getByRole('textbox', { name: 'Latency, at most' }).fill('')
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
    await expect.poll(() => page.url()).not.toContain('latency')
    expect(complaints).toEqual([])
  })
})

test('the strip shows the whole range, answers for a moment, and a drag sets the range', async () => {
  const { page, complaints } = await open('/interactions?from=now-1h')
  const lane = (name: string) => page.getByRole('figure', { name, exact: true })
  await expect.poll(() => lane('Calls').textContent()).toMatch(/^Calls14/)
  expect(await lane('Tokens in / out').textContent()).toMatch(/15\.6k \/ 650/)
  for (const name of ['Cost', 'Latency p95', 'First token p95', 'Tokens per second']) await lane(name).waitFor()
  const box = await lane('Latency p95').getByRole('slider').boundingBox()
  if (!box) throw new Error('the lane is not drawn')
  await page.mouse.move(box.x + box.width * 0.02, box.y + 10)
  await expect.poll(() => lane('Calls').textContent()).toMatch(/^Calls0/)
  await page.mouse.move(box.x + box.width * 0.3, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width * 0.5, box.y + 10, { steps: 4 })
  await page.mouse.move(box.x + box.width * 0.95, box.y + 10, { steps: 4 })
  await page.mouse.up()
  await page.waitForURL(/from=\d{4}-.*to=\d{4}-/)
  await expect.poll(() => rows(page).count()).toBeLessThan(14)
  await page.goBack()
  await expect.poll(() => rows(page).count()).toBe(14)
  expect(complaints).toEqual([])
})

test('columns are chosen, and the address keeps them', async () => {
  const { page } = await open('/interactions')
  const head = grid(page).getByRole('columnheader')
  await expect
    .poll(() => head.allTextContents())
    .toEqual(expect.arrayContaining(['Time', 'Provider', 'Model', 'Tokens', 'Latency', 'Status', 'Cost', 'First token', 'Cache']))
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Cache' }).click()
  await page.getByRole('checkbox', { name: 'Prompt' }).press('Space')
  await page.waitForURL(/cols=[a-z,]*prompt/)
  await page.reload()
  await expect.poll(() => head.allTextContents()).toContain('Prompt')
  expect(await head.allTextContents()).not.toContain('Cache')
})

test('models: one row each, ordered by any figure, and a click shows their interactions', async () => {
  const { page, complaints } = await open('/interactions')
  await page.getByRole('tab', { name: 'Models' }).click()
  await page.waitForURL(/tab=models/)
  await expect.poll(() => models(page).count()).toBe(3)
  expect(await models(page).first().textContent()).toContain('gpt-4o')
  await page.getByRole('columnheader', { name: 'Model' }).getByRole('button').click()
  await page.waitForURL(/by=model/)
  await expect.poll(() => models(page).first().textContent()).toContain('a-model')
  await page.getByRole('grid', { name: 'Models' }).focus()
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/model=claude-sonnet-4-5/)
  await expect.poll(() => rows(page).count()).toBe(4)
  expect(complaints).toEqual([])
})

test.each(['light', 'dark'] as const)('accessible in the %s theme, and nothing is cut in a small window', async (theme) => {
  for (const path of ['/interactions', '/interactions?tab=models']) {
    const { page } = await open(path, { theme, width: 1280, height: 720 })
    await page.getByRole('figure', { name: 'Calls' }).waitFor()
    await page.getByRole('row', { name: /a-model/ }).waitFor()
    await expectAccessible(page)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(wide).toBe(0)
    for (const header of await page.getByRole('columnheader').all()) {
      const box = await header.boundingBox()
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(1280)
    }
    await page.context().close()
  }
})

test('a figure that cannot be asked for leaves the table alone', async () => {
  const { page } = await open('/traces')
  await page.route('**/api/v1/ai-interactions/timeline*', (route) => route.fulfill({ status: 500, body: '{}' }))
  await page.route('**/api/v1/ai-interactions/models*', (route) => route.fulfill({ status: 500, body: '{}' }))
  await page.goto(`${product().baseUrl}/interactions`)
  await rows(page).first().waitFor()
  await page.getByText('The figures over time could not be loaded').waitFor()
  await page.getByRole('tab', { name: 'Models' }).click()
  await page.getByRole('heading', { name: 'The models could not be loaded' }).waitFor()
  await page.unroute('**/api/v1/ai-interactions/models*')
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click()
  await expect.poll(() => models(page).count()).toBe(3)
})
