/** One interaction opened, and two compared: what was said, how it is read, and that reading it runs nothing. */
import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const browser = useBrowser()
const product = useProduct()

const naughty = JSON.parse(
  readFileSync(new URL('../packages/server/test/product/fixtures/naughty-strings.json', import.meta.url), 'utf8'),
) as string[]

/** What Markdown of its own can be used for. */
const MARKDOWN = [
  '[click](javascript:window.hacked=1)',
  '[click](JaVaScRiPt&#58;window.hacked=1)',
  '<javascript:window.hacked=1>',
  '[click][evil]\n\n[evil]: javascript:window.hacked=1',
  '[click](data:text/html;base64,PHNjcmlwdD53aW5kb3cuaGFja2VkPTE8L3NjcmlwdD4=)',
  '![tracked](http://tracker.example/pixel.png)',
  '![x](x" onerror="window.hacked=1)',
  '<img src=x onerror="window.hacked=1">\n\n<details open ontoggle=window.hacked=1>',
  '<a href="javascript:window.hacked=1" id="root">click</a>',
  '```html\n<script>window.hacked=1</script>\n```',
  `${'> '.repeat(3000)}deep`,
  '['.repeat(3000),
]

const ANSWER = '## The path\n\nA trace is the **path** of one request.\n\n- a first step\n- a second step\n\n```js\nconst zebra = 1\n```'
const CONVERSATION = [
  { role: 'system', parts: [{ type: 'text', text: 'You answer in one sentence.' }] },
  { role: 'user', parts: [{ type: 'text', text: 'Look it up.' }] },
  {
    role: 'assistant',
    parts: [{ type: 'tool_call', toolCall: { id: 'call-1', name: 'search', arguments: '{"query":"the zebra"}' } }],
  },
  { role: 'tool', parts: [{ type: 'tool_call_response', toolCallId: 'call-1', text: '{"found":"a striped animal"}' }] },
]

const interaction = (id: string, agoMs: number, { latencyMs = 2500, ...more }: { latencyMs?: number; [name: string]: unknown }) => {
  const startMs = Date.now() - agoMs
  const time = (ms: number) => new Date(ms).toISOString()
  return {
    id,
    requestId: `request-${id}`,
    traceId: '',
    timestamp: time(startMs),
    startTime: time(startMs),
    endTime: time(startMs + latencyMs),
    latencyMs,
    provider: 'openai',
    model: 'gpt-4o',
    operation: 'chat',
    status: 'success',
    promptTokens: 450,
    responseTokens: 800,
    timeToFirstToken: 800,
    prompt: 'What is a trace?',
    response: ANSWER,
    ...more,
  }
}

beforeAll(async () => {
  await product().post('/api/v1/telemetry/ai-interactions', [
    interaction('first', 60_000, { prompt: 'Tell me what a trace is, in one word.' }),
    interaction('second', 120_000, {
      prompt: 'Tell me what a span is, in one sentence.',
      response: ANSWER.replace('second', 'last'),
      promptTokens: 900,
      latencyMs: 1250,
      model: 'gpt-4o-mini',
    }),
    interaction('tools', 180_000, { prompt: undefined, inputMessages: CONVERSATION, tags: { queueMs: '300' } }),
    interaction('hostile', 240_000, {
      prompt: undefined,
      response: undefined,
      inputMessages: [...naughty, ...MARKDOWN].map((text) => ({ role: 'user', parts: [{ type: 'text', text }] })),
      outputMessages: MARKDOWN.map((text) => ({ role: 'assistant', parts: [{ type: 'text', text }] })),
    }),
  ])
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)
const press = (page: Page, ...keys: string[]) =>
  keys.reduce((before, key) => before.then(() => page.keyboard.press(key)), Promise.resolve())

test('two interactions are marked, compared and walked through by keyboard', async () => {
  const { page, complaints } = await open('/interactions')
  await page
    .getByRole('grid', { name: 'AI interactions' })
    .getByRole('row', { name: /gpt-4o-mini/ })
    .waitFor()
  await press(page, 'j', 'x', 'j', 'x', 'c')
  await page.waitForURL(/interactions\/first\?.*cmp=second/)
  const texts = page.getByRole('region', { name: 'Texts side by side' })
  const prompt = texts.getByRole('region', { name: 'Prompt' })
  await expect.poll(() => prompt.getByRole('deletion').allTextContents()).toEqual(['trace', 'word'])
  expect(await prompt.getByRole('insertion').allTextContents()).toEqual(['span', 'sentence'])
  const figures = page.getByRole('complementary', { name: 'Figures' })
  expect(await figures.getByRole('row', { name: /Latency/ }).textContent()).toContain('−1.25 s, −50%')
  expect(await figures.getByRole('row', { name: /Input/ }).textContent()).toContain('+450, +100%')
  await press(page, 'j', 'j', 'j')
  await page
    .getByRole('button', { name: /3 differences in the texts/ })
    .getByText('3 of 3')
    .waitFor()
  expect(await texts.locator('ins[data-current]').textContent()).toBe('last')
  await page.setViewportSize({ width: 1280, height: 720 })
  // Each pane scrolls by itself, the page does not.
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBe(720)
  await press(page, 's')
  await page.waitForURL(/interactions\/second\?.*cmp=first/)
  await expect.poll(() => prompt.getByRole('deletion').allTextContents()).toEqual(['span', 'sentence'])
  await press(page, '2')
  await page.waitForURL(/interactions\/first(\?(?!.*cmp)|$)/)
  await page.goBack()
  await texts.waitFor()
  await press(page, 'Escape')
  await page.getByRole('grid', { name: 'AI interactions' }).waitFor()
  expect(complaints).toEqual([])
})

test('content is read as Markdown or raw, searched, and tools are folded', async () => {
  const { page, complaints } = await open('/interactions/tools')
  const prompt = page.getByRole('region', { name: 'Prompt' })
  const response = page.getByRole('region', { name: 'Response' })
  await response.locator('strong').waitFor()
  expect(await response.getByRole('listitem').allTextContents()).toEqual(['a first step', 'a second step'])
  await page.getByText('3 earlier messages').waitFor()
  await page.getByRole('button', { name: 'Show full prompt' }).click()
  await prompt.getByText('You answer in one sentence.').waitFor()
  expect(await prompt.getByText('striped animal').isVisible()).toBe(true)
  expect(await prompt.locator('details[open]').count()).toBe(0)
  await page.getByRole('img', { name: /was in the queue for 300 ms, then waited 500 ms, then streamed for 1.7 s/ }).waitFor()
  await press(page, 'n')
  await page.keyboard.type('zebra')
  await page.getByText('1 of 2').waitFor()
  expect(await prompt.locator('details[open]').count()).toBe(1)
  await press(page, 'Enter')
  await page.getByText('2 of 2').waitFor()
  await press(page, 'Escape', 'Escape', 'm')
  await expect.poll(() => response.locator('strong').count()).toBe(0)
  expect(await response.textContent()).toContain('**path**')
  await page.reload()
  await expect.poll(() => response.textContent()).toContain('**path**')
  expect(complaints).toEqual([])
})

test('naughty strings in prompts and answers, read as Markdown, run nothing and fetch nothing', async () => {
  const { page, complaints } = await open('/traces')
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(product().baseUrl)) elsewhere.push(request.url())
  })
  await page.goto(`${product().baseUrl}/interactions/hostile`)
  const prompt = page.getByRole('region', { name: 'Prompt' })
  await page.getByRole('button', { name: 'Show full prompt' }).click()
  await expect.poll(() => prompt.getByRole('article').count()).toBe(naughty.length + MARKDOWN.length)
  await page.getByText('[picture: tracked]').first().waitFor()
  for (const link of await page.getByRole('region', { name: 'Content' }).getByRole('link').all()) {
    expect(await link.getAttribute('href')).toMatch(/^(https?:|mailto:)/)
    expect(await link.getAttribute('rel')).toContain('noopener')
  }
  const content = page.locator('#root [data-text]')
  expect(await content.locator('script, img, iframe, svg, style, form, input, [onload], [onerror], [onclick], #root').count()).toBe(0)
  expect(await page.evaluate(() => (window as { hacked?: number }).hacked)).toBeUndefined()
  expect(elsewhere).toEqual([])
  expect(complaints).toEqual([])
})

test('what is masked is revealed with a reason, and hidden again; what is not kept says so', async () => {
  const { baseUrl, post } = product()
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(baseUrl + path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return (await answer.json()) as { contentState?: string; items?: { reason: string }[] }
  }
  const rules = [{ name: 'prints only', providers: ['bank'], content: 'fingerprint' }]
  await ask('PUT', '/api/v1/privacy/settings', { version: 0, settings: { classes: { EMAIL: 'tokenise' }, rules } })
  let tried = 0
  const sendOne = async () => {
    const id = `masked-${tried++}`
    await post('/api/v1/telemetry/ai-interactions', [interaction(id, 1000, { prompt: 'Ask **ada@example.org** and ada@example.org.' })])
    return (await ask('GET', `/api/v1/ai-interactions/${id}`)).contentState
  }
  // Settings are in force within a second.
  await expect.poll(sendOne).toBe('masked')
  await post('/api/v1/telemetry/ai-interactions', [interaction('printed', 1000, { provider: 'bank' })])

  const { page, complaints } = await open(`/interactions/masked-${tried - 1}`)
  const prompt = page.getByRole('region', { name: 'Prompt' })
  await page.getByText('Masked until revealed').waitFor()
  await expect.poll(() => prompt.getByTitle(/^Masked/).count()).toBe(2)
  expect(await page.content()).not.toContain('ada@example')
  expect(await page.content()).not.toContain('tok_')
  await page.getByRole('button', { name: 'Reveal' }).click()
  await page.getByRole('textbox', { name: 'Why do you have to see it?' }).fill('ticket 4711')
  await page.keyboard.press('Enter')
  await prompt.getByText('ada@example.org').first().waitFor()
  expect((await ask('GET', '/api/v1/privacy/reveals')).items?.map(({ reason }) => reason)).toEqual(['ticket 4711'])
  await page.getByRole('button', { name: 'Hide it now' }).click()
  await expect.poll(() => page.content()).not.toContain('ada@example')
  await page.goto(`${baseUrl}/interactions/printed`)
  await page.getByText('Fingerprint only').waitFor()
  await page.getByText('prints only').waitFor()
  expect(await prompt.count()).toBe(0)
  expect(complaints).toEqual([])
})

test.each(['light', 'dark'] as const)('accessible in the %s theme', async (theme) => {
  const { page, complaints } = await open('/interactions/tools', { theme, width: 1280, height: 720 })
  await page.getByRole('region', { name: 'Response' }).locator('strong').waitFor()
  await page.getByRole('option').first().waitFor()
  await page.getByRole('button', { name: 'Show full prompt' }).click()
  await expectAccessible(page)
  await page.goto(`${product().baseUrl}/interactions/first?cmp=second`)
  await page.getByRole('region', { name: 'Texts side by side' }).getByRole('deletion').first().waitFor()
  await expectAccessible(page)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0)
  expect(complaints).toEqual([])
})
