/** Money on screen: costs by what they were for, the price list, pricing again, budgets. */
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const browser = useBrowser()
const product = useProduct()

beforeAll(async () => {
  const call = (at: number) => ({
    id: `call-${at}`,
    provider: at % 2 ? 'openai' : 'anthropic',
    model: at % 2 ? 'gpt-4o' : 'claude-opus-4-5',
    startTime: new Date(Date.now() - 600_000 - at * 60_000).toISOString(),
    latencyMs: 800,
    promptTokens: 100_000,
    cachedTokens: at % 3 ? 0 : 40_000,
    responseTokens: 1000,
    organizationId: at % 2 ? 'contoso' : 'northwind',
  })
  await product().post(
    '/api/v1/telemetry/ai-interactions',
    Array.from({ length: 20 }, (_, at) => call(at)),
  )
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)

test('costs are a sentence and a table, and each row is a door to its calls', async () => {
  const { page, complaints } = await open('/interactions?tab=cost', { theme: 'dark' })
  await page.getByText(/in this range/).waitFor()
  const rows = page.getByRole('grid', { name: 'Costs' }).getByRole('row')
  await expect.poll(() => rows.count()).toBe(3)
  await page.getByRole('radio', { name: 'Organization' }).check({ force: true })
  await page.waitForURL(/by=organization/)
  await page.getByRole('button', { name: 'northwind' }).waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'northwind' }).click()
  await page.waitForURL(/organization/)
  await expect
    .poll(() =>
      page
        .getByRole('grid', { name: 'AI interactions' })
        .getByRole('row', { name: /claude/ })
        .count(),
    )
    .toBe(10)
  expect(complaints).toEqual([])
})

test('a price table is added, and stored calls are priced by it when told to', async () => {
  const { page, complaints } = await open('/settings/prices')
  await page.getByRole('button', { name: 'Add a price table…' }).click()
  await page.getByLabel('Version, kept on every call it prices').fill('contract-7')
  await page.getByLabel('First day it holds, UTC').fill('2026-01-01')
  await page.getByLabel('Or as CSV').fill('provider,model,perMillion.input,perMillion.output\nopenai,gpt-4o,1.00,2.00\n')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByRole('button', { name: 'contract-7', exact: true }).waitFor()
  await page.getByLabel('From, UTC').fill(new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10))
  await page.getByRole('button', { name: 'Compare' }).click()
  await page.getByRole('button', { name: 'Write 10' }).click()
  await page.getByText('done', { exact: true }).waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('a budget says how it stands', async () => {
  const { page, complaints } = await open('/settings/budgets', { theme: 'dark' })
  await page.getByRole('button', { name: 'Add a budget…' }).click()
  await page.getByLabel('Name').fill('Northwind')
  await page.getByLabel('Amount').fill('1')
  await page.getByLabel('Organization').fill('northwind')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('organization northwind').waitFor()
  await page.getByText('over', { exact: true }).waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})
