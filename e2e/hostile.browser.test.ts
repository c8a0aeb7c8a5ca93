/** What senders write is shown as text. It runs nothing, breaks nothing, and changes no page around it. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()

const MARKUP = [
  '<script>window.hacked = 1</script>',
  '<img src=x onerror="window.hacked = 1">',
  '"><svg onload=window.hacked=1>',
  "javascript:window.hacked=1//'",
  '<iframe srcdoc="<script>parent.hacked=1</script>">',
  '{{constructor.constructor("window.hacked=1")()}}',
  '</title><script>window.hacked=1</script>',
  '\u202Eevil\u202C \u0000 \uFFFD [31mred',
  `${'a'.repeat(3000)} very long`,
]

const naughty = JSON.parse(
  readFileSync(new URL('../packages/server/test/product/fixtures/naughty-strings.json', import.meta.url), 'utf8'),
) as string[]

async function expectHarmless(page: Page, complaints: readonly string[]): Promise<void> {
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  expect(await page.locator('#root script, #root img, #root iframe, #root [onload], #root [onerror]').count()).toBe(0)
  expect(await page.locator('html').evaluate((html) => html.scrollWidth <= html.clientWidth)).toBe(true)
  expect(complaints).toEqual([])
}

test.each(MARKUP.map((text) => ({ text, name: text.slice(0, 40) })))('$name in every place', async ({ text }) => {
  const { baseUrl, post } = product()
  const traceId = hex(16)
  const spans = gatewayTrace({
    name: text,
    provider: text,
    model: text,
    prompt: text,
    answer: text,
    tags: { [text.slice(0, 200)]: text, 'http.route': text },
  })
  await post('/v1/traces', otlpTrace(traceId, text, spans))
  const { page, complaints } = await openPage(browser(), `${baseUrl}/traces`)
  await page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1).waitFor()
  await expectHarmless(page, complaints)
  await page.goto(`${baseUrl}/traces/${traceId}`)
  await page.getByRole('treegrid', { name: 'Spans' }).getByRole('row').first().waitFor()
  await page.getByText('JSON').click()
  await expectHarmless(page, complaints)
  await page.goto(`${baseUrl}/interactions?q=trace:${traceId}`)
  await page.getByRole('grid', { name: 'AI interactions' }).getByRole('row').nth(1).click()
  await page.getByRole('region', { name: 'Prompt' }).waitFor()
  await expectHarmless(page, complaints)
  await page.context().close()
})

test('the list of naughty strings', async () => {
  const { baseUrl, post } = product()
  const traceId = hex(16)
  const [root, ...rest] = gatewayTrace({ name: 'naughty', prompt: naughty.join('\n'), answer: naughty.toReversed().join('\n') })
  const many = naughty.map((text, at) => ({
    name: text,
    parent: root,
    startMs: (root?.startMs ?? 0) + at,
    durationMs: 1,
    attributes: { value: text },
  }))
  await post('/v1/traces', otlpTrace(traceId, 'naughty', [...(root ? [root] : []), ...rest, ...many]))
  const { page, complaints } = await openPage(browser(), `${baseUrl}/traces/${traceId}`)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  await spans.getByRole('row').first().waitFor()
  await spans.focus()
  for (let at = 0; at < 40; at++) await page.keyboard.press('PageDown')
  await expectHarmless(page, complaints)
  await page.getByRole('link', { name: 'Interaction', exact: true }).click()
  await page.getByRole('button', { name: 'Show full prompt' }).click()
  await page.getByRole('button', { name: 'Show full response' }).click()
  await expectHarmless(page, complaints)
})

test('hostile addresses', async () => {
  const { baseUrl } = product()
  const paths = [
    '/traces?q=%3Cscript%3Ewindow.hacked=1%3C/script%3E',
    '/traces?from=javascript:alert(1)&to=%00&live=%3Cb%3E&sort=__proto__',
    '/traces/%2E%2E%2F%2E%2E',
    '/interactions/%3Cimg%20src=x%20onerror=window.hacked=1%3E',
    `/traces?q=${'('.repeat(500)}`,
    '/nowhere',
  ]
  for (const path of paths) {
    const { page, complaints } = await openPage(browser(), baseUrl + path)
    await page.getByRole('navigation', { name: 'Main' }).waitFor()
    await page.waitForTimeout(500)
    await expectHarmless(
      page,
      complaints.filter((complaint) => !/status of 4\d\d/.test(complaint)),
    )
    await page.context().close()
  }
})
