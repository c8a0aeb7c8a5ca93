/** The Decision Explorer: from the id of a request to the condition that decided it, and on to its trace and back. */
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()
const traceId = hex(16)

function decisionsOf(requestId: string, over: object = {}) {
  const timestamp = new Date(Date.now() - 60_000).toISOString()
  return {
    traceId: hex(16),
    requestId,
    timestamp,
    requestPath: '/v1/chat',
    decisions: [
      {
        type: 'rule_evaluation',
        component: 'Rule Engine',
        input: { request: { model: 'auto' }, context: { tags: ['vip'] } },
        output: { matched: true },
        reasoning: 'High Quality matched because of the tag',
        ruleId: 'rule-1',
        ruleName: 'High Quality',
        rules: [
          {
            ruleId: 'rule-1',
            ruleName: 'High Quality',
            outcome: 'matched',
            conditions: [{ field: 'context.tags', operator: 'contains', wanted: 'vip', found: ['vip'], passed: true }],
          },
          { ruleId: 'rule-2', ruleName: 'Cost Saver', outcome: 'not_reached' },
        ],
      },
      {
        type: 'model_selection',
        component: 'Model Selector',
        input: {},
        output: { provider: 'openai', model: 'gpt-4o' },
        candidates: [
          { provider: 'openai', model: 'gpt-4o', score: 0.9 },
          { provider: 'anthropic', model: 'claude', rejectedBecause: 'over budget by $0.02' },
        ],
      },
    ],
    finalOutcome: { provider: 'openai', model: 'gpt-4o', status: 'success' },
    ...over,
  }
}

beforeAll(async () => {
  await product().post('/v1/traces', otlpTrace(traceId, 'gateway', gatewayTrace({ startMs: Date.now() - 60_000, durationMs: 40 })))
  await product().post('/api/v1/telemetry/decisions', [
    decisionsOf('req-with-trace', { traceId }),
    ...Array.from({ length: 4 }, (_, at) => decisionsOf(`req-${at}`)),
    decisionsOf('req-rejected', { finalOutcome: { provider: '', model: '', status: 'rejected' } }),
  ])
})

test('a request is found by its id, explained, and leads to its trace and back', async () => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/decisions`)
  await page.getByRole('textbox', { name: 'Request ID' }).fill('req-with-trace')
  await page.keyboard.press('Enter')
  await page.waitForURL(new RegExp(`/decisions/${traceId}`))
  const graph = page.getByRole('list', { name: 'Decision flow' })
  await graph.getByText('Cost Saver').waitFor()
  const details = page.getByRole('article', { name: 'Decision details' })
  await details.getByText('High Quality matched because of the tag').waitFor()
  await details.getByRole('img', { name: 'holds', exact: true }).waitFor()
  await page.keyboard.press('ArrowRight')
  await details.getByText('over budget by $0.02').waitFor()
  expect(await page.getByRole('option', { name: /Model Selector/ }).getAttribute('aria-selected')).toBe('true')
  await page.getByRole('link', { name: 'View trace' }).click()
  await page.waitForURL(new RegExp(`/traces/${traceId}`))
  await page.getByRole('link', { name: 'Decision path' }).click()
  await details.getByText('High Quality matched because of the tag').waitFor()
  expect(complaints).toEqual([])
})

test.each(['light', 'dark'] as const)('the flow of the range filters by what is clicked, and reads well in %s', async (theme) => {
  const { page, complaints } = await openPage(browser(), `${product().baseUrl}/decisions?tab=no-such-tab`, {
    theme,
    width: 1280,
    height: 720,
  })
  const rows = page.getByRole('grid', { name: 'Decisions' }).getByRole('row', { name: /req-/ })
  await rows.first().waitFor()
  await expect.poll(() => rows.count()).toBe(6)
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Provider rejected/ }).press('Enter')
  await page.waitForURL(/status:rejected/)
  await expect.poll(() => rows.count(), { timeout: 10_000 }).toBe(1)
  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('grid', { name: 'Rules' }).getByText('never').waitFor()
  await expectAccessible(page)
  expect(complaints).toEqual([])
})
