/** From an empty product to the prompt of a call, the way a newcomer goes. */
import { expect, test } from 'vitest'
import { openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'
import { gatewayTrace, hex, otlpTrace } from './samples.ts'

const browser = useBrowser()
const product = useProduct()

/** What the product promises from acknowledgement to the screen. */
const SHOWN_WITHIN_MS = 2000

test('nothing was sent: the two lines that change that', async () => {
  const { baseUrl } = product()
  const { page, complaints } = await openPage(browser(), `${baseUrl}/`)
  await page.getByRole('heading', { name: 'Waiting for the first trace' }).waitFor()
  expect(new URL(page.url()).pathname).toBe('/')
  await page.getByText(`OTEL_EXPORTER_OTLP_ENDPOINT=${baseUrl}`).waitFor()
  await page.getByText(`curl ${baseUrl}/api/v1/telemetry/traces`).waitFor()
  await page.goto(`${baseUrl}/interactions`)
  await page.getByRole('heading', { name: 'Waiting for the first AI call' }).waitFor()
  expect(complaints).toEqual([])
})

test('a trace appears while one watches, and leads to the prompt', async () => {
  const { baseUrl, otlpUrl } = product()
  const { page, complaints } = await openPage(browser(), `${baseUrl}/traces`)
  await page.getByRole('heading', { name: 'Waiting for the first trace' }).waitFor()
  const live = page.getByRole('button', { name: 'Live' })
  await page.waitForFunction(() => document.querySelector('[data-live=open]') !== null)
  expect(await live.getAttribute('aria-pressed')).toBe('true')

  const traceId = hex(16)
  const answer = await fetch(`${otlpUrl}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(otlpTrace(traceId, 'gateway', gatewayTrace({ prompt: 'Why is the sky blue?' }))),
  })
  expect(answer.status).toBe(200)
  const row = page.getByRole('row', { name: /POST \/v1\/chat\/completions/ })
  await row.waitFor({ timeout: SHOWN_WITHIN_MS })

  await row.click()
  await page.waitForURL(`**/traces/${traceId}**`)
  const spans = page.getByRole('treegrid', { name: 'Spans' })
  await spans.getByRole('row', { name: /Request Router/ }).waitFor()
  await spans.getByText('MISS').waitFor()
  expect(await spans.getByRole('row').count()).toBe(4)

  await spans.getByRole('row', { name: /chat gpt-4o/ }).click()
  const details = page.getByRole('complementary', { name: 'Span details' })
  await details.getByRole('heading', { name: 'chat gpt-4o' }).waitFor()
  await details.getByText('gen_ai.request.model').waitFor()
  await page.waitForURL(/span=/)

  await details.getByRole('link', { name: 'Open the interaction' }).click()
  await page.waitForURL('**/interactions/**')
  await page.getByText('Why is the sky blue?').first().waitFor()
  await page.getByRole('region', { name: 'Response' }).getByText('The path of one request.').waitFor()
  const facts = page.getByRole('complementary', { name: 'Facts' })
  await facts.getByText('1,200').waitFor()
  await facts.getByRole('link', { name: 'View Trace' }).click()
  await page.waitForURL(`**/traces/${traceId}**`)
  expect(complaints).toEqual([])
})

test('new rows do not push what is being read', async () => {
  const { baseUrl, post } = product()
  const old = Array.from({ length: 60 }, (_, at) =>
    otlpTrace(hex(16), 'gateway', gatewayTrace({ name: `old ${at}`, startMs: Date.now() - 60_000 + at * 100 })),
  )
  await post('/v1/traces', { resourceSpans: old.flatMap(({ resourceSpans }) => resourceSpans) })
  const { page } = await openPage(browser(), `${baseUrl}/traces`)
  const grid = page.getByRole('grid', { name: 'Traces' })
  await grid.getByRole('row', { name: /old 59/ }).waitFor()
  await page.waitForFunction(() => document.querySelector('[data-live=open]') !== null)
  await grid.getByRole('row', { name: /old 59/ }).hover()
  await page.mouse.wheel(0, 600)
  await grid.getByRole('row', { name: /old 30/ }).waitFor()
  const before = await grid.getByRole('row', { name: /old 30/ }).boundingBox()
  await post('/v1/traces', otlpTrace(hex(16), 'gateway', gatewayTrace({ name: 'brand new' })))
  const bar = page.getByRole('button', { name: /1 new/ })
  await bar.waitFor()
  expect(await grid.getByRole('row', { name: /old 30/ }).boundingBox()).toEqual(before)
  await bar.click()
  await grid.getByRole('row', { name: /brand new/ }).waitFor()
})
