/** Dashboards as people use them: looked at, built by hand and by keyboard, broken, reloaded, and left through a point of a chart. */
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()

beforeAll(async () => {
  const now = Date.now()
  for (let at = 0; at < 12; at++) {
    const chat = gatewayTrace({
      startMs: now - 3_000_000 + at * 220_000,
      failed: at === 5,
      provider: at % 3 === 0 ? 'anthropic' : 'openai',
      model: at % 3 === 0 ? 'claude-sonnet-4-5' : 'gpt-4o',
    })
    await product().post('/v1/traces', otlpTrace(hex(16), 'gateway', chat))
  }
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const call = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${product().baseUrl}/api/v1${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return (await answer.json()) as { id: string; version: number; token: string }
}
const shown = (page: Page, title: string) => page.getByRole('group', { name: title, exact: true })
const edited = (page: Page, title: string) => page.getByRole('group', { name: new RegExp(`^${title}, column`) })
/** The machine may be busy with something else. */
const PATIENT = { timeout: 10_000 }
const save = async (page: Page) => {
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => page.url(), PATIENT).not.toContain('edit=on')
}

describe('a dashboard of one’s own', () => {
  test('is built, changed, undone, saved and there after a reload', async () => {
    const { page, complaints } = await open('/dashboards?from=now-1h')
    await page.getByRole('button', { name: 'New dashboard' }).click()
    await page.waitForURL(/edit=on/)
    await page.getByRole('textbox', { name: 'Name of the dashboard' }).fill('Calls')
    await page.getByRole('button', { name: /^Line/ }).click()
    const form = page.getByRole('form', { name: /^Widget/ })
    await form.getByRole('combobox', { name: 'Metric' }).fill('ai.requests')
    await form.getByRole('button', { name: 'Aggregation: p95' }).click()
    await page.getByRole('option', { name: 'sum' }).click()
    await form.getByRole('combobox', { name: /^By/ }).fill('provider')
    await form.getByRole('textbox', { name: 'Title' }).fill('Calls by provider')
    // What it shows changes as it is changed.
    await expect.poll(() => edited(page, 'Calls by provider').textContent(), PATIENT).toContain('anthropic')
    await form.getByRole('button', { name: /^Close/ }).click()
    await page.getByRole('button', { name: /^Text/ }).click()
    await edited(page, 'Notes').getByRole('button', { name: 'Notes: remove' }).click()
    await expect.poll(() => edited(page, 'Notes').count()).toBe(0)
    await page.getByRole('button', { name: /^Undo/ }).click()
    await edited(page, 'Notes').waitFor()
    await expectAccessible(page)
    await save(page)
    await page.reload()
    await expect.poll(() => shown(page, 'Calls by provider').textContent(), PATIENT).toContain('openai')
    await expect.poll(() => shown(page, 'Notes').textContent(), PATIENT).toContain('call whoever is on duty')
    expect(complaints).toEqual([])
  })

  test('is laid out by keyboard and by hand, and asks before it is left', async () => {
    const widget = (id: string, y: number) => ({
      id,
      type: 'text',
      title: id,
      visualization: { type: 'text', options: { text: id } },
      position: { x: 0, y, width: 4, height: 2 },
    })
    const { id } = await call('POST', '/dashboards', { name: 'Layout', widgets: [widget('One', 0), widget('Two', 2)] })
    const { page } = await open(`/dashboards/${id}?edit=on`)
    await edited(page, 'One').focus()
    for (const key of ['ArrowRight', 'ArrowDown', 'Shift+ArrowRight']) await page.keyboard.press(key)
    await edited(page, 'One').filter({ visible: true }).waitFor()
    expect(await edited(page, 'One').getAttribute('aria-label')).toContain('column 2, row 2, 5 wide')
    // What lay there went down, and the focus stayed.
    expect(await edited(page, 'Two').getAttribute('aria-label')).toContain('row 4')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-widget'))).toBe('One')
    await expect.poll(() => page.getByRole('status').filter({ hasText: 'column 2, row 2' }).count()).toBe(1)
    const box = await edited(page, 'Two').boundingBox()
    if (!box) throw new Error('the widget is not drawn')
    await page.mouse.move(box.x + 30, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width + 60, box.y + 40, { steps: 6 })
    await page.mouse.up()
    await expect.poll(() => edited(page, 'Two').getAttribute('aria-label')).toMatch(/column [56],/)
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByRole('dialog', { name: 'Leave without saving?' }).getByRole('button', { name: 'Go on editing' }).click()
    await save(page)
    expect(await page.getByText('Layout', { exact: true }).first().textContent()).toBe('Layout')
  })

  test('is not saved with a widget that cannot be, and says what is wrong with it', async () => {
    const { id } = await call('POST', '/dashboards', { name: 'Broken', widgets: [] })
    const { page } = await open(`/dashboards/${id}?edit=on`)
    await page.getByRole('button', { name: /^Line/ }).click()
    await page.getByText('As JSON').click()
    await page.getByRole('textbox', { name: 'Parameters' }).fill('{"metric": "api.requests", "top": 0}')
    await page.getByRole('textbox', { name: 'Title' }).focus()
    await expect.poll(() => edited(page, 'Latency \\(p95\\)').textContent(), PATIENT).toContain('top')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('alert').getByText('dataSource.parameters.top', { exact: true }).waitFor()
  })
})

test('a point of a chart leads to the calls behind it, with the chosen values', async () => {
  const { page, complaints } = await open('/dashboards/shipped-models-and-cost?from=now-1h')
  await page.getByRole('button', { name: 'Provider: All' }).click()
  await page.getByRole('checkbox', { name: 'openai' }).press('Space')
  await page.keyboard.press('Escape')
  await page.waitForURL(/vars=provider/)
  const chart = shown(page, 'Latency (p95) by model')
  await expect.poll(() => chart.textContent(), PATIENT).not.toContain('claude')
  const time = chart.getByRole('slider')
  await time.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/interactions\?.*provider:openai/)
  expect(page.url()).toMatch(/from=\d{4}-.*to=\d{4}-/)
  await page.goBack()
  await page.waitForURL(/vars=provider/)
  expect(complaints).toEqual([])
})

test('a widget that fails leaves the others alone', async () => {
  const source = (parameters: object) => ({ system: 'relaycore', endpoint: '/api/v1/metrics/query', parameters })
  const widget = (id: string, parameters: object, x: number) => ({
    id,
    type: 'number',
    title: id,
    dataSource: source(parameters),
    visualization: { type: 'number', options: { value: 'sum' } },
    position: { x, y: 0, width: 6, height: 3 },
  })
  const widgets = [
    widget('Fails', { metric: 'api.requests.sum', from: 'now-900d' }, 0),
    widget('Stands', { metric: 'api.requests.sum' }, 6),
  ]
  const { id } = await call('POST', '/dashboards', { name: 'Half', widgets })
  const { page } = await open(`/dashboards/${id}?from=now-1h`)
  await shown(page, 'Fails').getByRole('alert').waitFor()
  await expect.poll(() => shown(page, 'Stands').textContent(), PATIENT).toContain('12')
})
