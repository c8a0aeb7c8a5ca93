/** From a recorded request to its replay, and from a policy to what it would have done with the requests of the range. */
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const browser = useBrowser()
const product = useProduct()
const COUNT = 120
const traceId = (at: number) => `1${(at + 1).toString(16).padStart(31, '0')}`
const rule = (id: string, lt: number, provider: string, model: string) => ({
  id,
  name: id,
  conditions: [{ field: 'request.size', operator: 'lt', value: lt }],
  actions: [{ type: 'route', params: { provider, model } }],
})
const policyOf = (short: string) => ({
  id: 'main',
  name: 'Main',
  rules: [rule('short', 100, 'openai', short), rule('rest', 1e6, 'anthropic', 'claude-sonnet-5')],
})

function decided(at: number) {
  const small = at % 3 === 0
  const road = small ? { provider: 'openai', model: 'gpt-4o-mini' } : { provider: 'anthropic', model: 'claude-sonnet-5' }
  const id = small ? 'short' : 'rest'
  const output = { matched: true, matchedRules: [id], route: road }
  return {
    traceId: traceId(at),
    requestId: `r-${at}`,
    timestamp: new Date(Date.now() - 1_200_000 + at * 1000).toISOString(),
    organizationId: 'contoso',
    decisions: [
      {
        type: 'rule_evaluation',
        component: 'Rule Engine',
        input: { request: { size: small ? 20 : 400 } },
        output,
        ruleId: id,
        policyId: 'main',
      },
    ],
    attempts: [{ index: 1, ...road, status: 'success' }],
    finalOutcome: { ...road, status: 'success' },
  }
}

beforeAll(async () => {
  const { post } = product()
  const decisions = Array.from({ length: COUNT }, (_, at) => decided(at))
  const calls = decisions.map(({ traceId: trace, timestamp, finalOutcome }, at) => ({
    id: `c-${at}`,
    traceId: trace,
    timestamp,
    provider: finalOutcome.provider,
    model: finalOutcome.model,
    promptTokens: 200,
    responseTokens: 80 + (at % 40),
    latencyMs: 400 + at * 5,
  }))
  await post('/api/v1/policies?activate=true', policyOf('gpt-4o-mini'))
  await post('/api/v1/policies', policyOf('gpt-4o'))
  await post('/api/v1/telemetry/decisions', decisions)
  await post('/api/v1/telemetry/ai-interactions', calls)
})

test('a policy is tried on the requests of the range by the keyboard alone, and a changed one is replayed', async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/decisions/what-if?from=now-1h&to=now`)
  await page.getByText('Nothing was tried yet').waitFor()
  await page.getByRole('button', { name: /^Policy:/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /Main/ }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Decide again' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Decided before × decided after').waitFor()
  const matrix = page.getByRole('table', { name: /how they ended/ })
  expect(await matrix.getByRole('row', { name: /gpt-4o-mini/ }).innerText()).toContain('40')
  await page.getByText('40 (33.3%)').waitFor()
  await expectAccessible(page)
  const link = page.getByRole('link', { name: /^1000/ }).first()
  await link.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /What happened/ }).waitFor()
  await page.getByText('Dry run. No provider is called').waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('a replay says that it cannot be sure, and what would happen without a provider', async () => {
  const { page } = await openPage(browser(), `${product().baseUrl}/decisions/${traceId(1)}/replay`)
  await page.getByText(/older than any that was put in force/).waitFor()
  await page.getByPlaceholder('openai').fill('anthropic')
  await page.keyboard.press('Enter')
  await page.getByText('error', { exact: true }).waitFor()
})

test('two runs stand side by side', async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/decisions/what-if?from=now-1h&to=now`)
  await page.getByRole('button', { name: 'Decide again' }).waitFor()
  await page.getByPlaceholder(/openai, anthropic/).fill('openai')
  await page.getByRole('button', { name: 'Decide again' }).click()
  await page.getByText('Decided before × decided after').waitFor()
  await page.getByRole('link', { name: 'All runs' }).click()
  await page.getByText('Tick two runs to compare them').waitFor()
  await page.getByRole('checkbox', { name: 'Compare openai away' }).check()
  await page.getByRole('checkbox', { name: /Compare main/ }).check()
  await page.getByRole('link', { name: 'Compare', exact: true }).click()
  const figures = page.getByRole('table', { name: 'Figures of both runs' })
  expect(await figures.getByRole('row', { name: /^Failed after/ }).innerText()).toContain('−40')
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('a policy is edited as a form and as text, tried before it is saved, and saved after a look at what differs', async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/decisions/policies`)
  await page.getByRole('link', { name: 'Main' }).click()
  await page.getByRole('button', { name: /short/ }).focus()
  await page.keyboard.press('Enter')
  await page.getByLabel('Model', { exact: true }).first().fill('gpt-4.1')
  await page.getByText('JSON or YAML').click()
  const text = page.getByLabel('The policy as JSON or YAML')
  const right = await text.inputValue()
  expect(right).toContain('"gpt-4.1"')
  await text.fill(right.replace('"lt"', '"below"'))
  await page.getByRole('button', { name: /^Line \d+/ }).click()
  expect(await text.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd))).toContain('below')
  expect(await page.getByRole('button', { name: 'Save…' }).isDisabled()).toBe(true)
  await expectAccessible(page)
  await text.fill(right)
  await page.getByRole('button', { name: 'Save…' }).click()
  await page.getByText('"gpt-4.1"').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await page.getByText('Version 3 is stored').waitFor()
  await page.getByRole('button', { name: 'Try on last week' }).click()
  await page.getByText('Decided before × decided after').waitFor()
  expect(await page.getByRole('table', { name: /how they ended/ }).innerText()).toContain('gpt-4.1')
  expect(complaints).toEqual([])
})
