/** Conversations and files: the list of sessions, one with its turns, and what the filters find as a file. */
import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const browser = useBrowser()
const product = useProduct()

beforeAll(async () => {
  const turn = (session: string, at: number, more: object = {}) => ({
    id: `${session}-${at}`,
    provider: 'openai',
    model: 'gpt-4o',
    startTime: new Date(Date.now() - 600_000 + at * 30_000).toISOString(),
    latencyMs: 800,
    promptTokens: 1000,
    responseTokens: 100,
    sessionId: session,
    userId: 'ana',
    prompt: `Question ${at} of ${session}, from ana@example.com`,
    response: `Answer ${at}`,
    ...more,
  })
  const failed = { status: 'error', response: undefined, errorDetails: { message: 'Rate limit reached' } }
  await product().post('/api/v1/telemetry/ai-interactions', [
    turn('chat-a', 1),
    turn('chat-a', 2, failed),
    turn('chat-a', 3),
    turn('chat-b', 4),
    { ...turn('chat-c', 5), sessionId: undefined },
  ])
})

const open = (path: string, options?: Parameters<typeof openPage>[2]) => openPage(browser(), product().baseUrl + path, options)

test('sessions are a list; one opens with its turns in their order, by the keyboard too', async () => {
  const { page, complaints } = await open('/interactions?tab=sessions', { theme: 'dark' })
  const rows = page.getByRole('grid', { name: 'Sessions' }).getByRole('row', { name: /chat-/ })
  await expect.poll(() => rows.allInnerTexts().then((texts) => texts.map((text) => /chat-./.exec(text)?.[0]))).toEqual(['chat-b', 'chat-a'])
  await expectAccessible(page)
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.waitForURL(/session=chat-a/)
  const turns = page.getByRole('list', { name: 'Turns' }).getByRole('listitem')
  await expect.poll(() => turns.count()).toBe(3)
  expect(await turns.nth(0).innerText()).toMatch(/Question 1 of chat-a, from EMAIL[^]*Answer 1/)
  expect(await turns.nth(1).innerText()).toContain('Rate limit reached')
  await expectAccessible(page)
  await page.keyboard.press('Escape')
  await expect.poll(() => rows.count()).toBe(2)
  await page.getByRole('button', { name: 'chat-b' }).click()
  await page.getByRole('list', { name: 'Turns' }).getByRole('button', { name: 'Open' }).click()
  await page.waitForURL(/interactions\/chat-b-4/)
  expect(complaints).toEqual([])
})

test('what the filters find is a file, without what was removed', async () => {
  const { page, complaints } = await open('/interactions?status=error')
  await page.getByRole('button', { name: 'Export' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export' })
  await dialog.getByText('1 interaction').waitFor()
  await dialog.getByText('EMAIL × 1').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('radio', { name: 'NDJSON' }).check({ force: true })
  await dialog.getByRole('checkbox', { name: /whole prompts/ }).check()
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: 'Download' }).click()])
  expect(file.suggestedFilename()).toMatch(/^ai-interactions-[\d-]+\.ndjson$/)
  const lines = readFileSync(await file.path(), 'utf8')
    .trim()
    .split('\n')
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ id: 'chat-a-2', prompt: 'Question 2 of chat-a, from [EMAIL]' }])
  expect(complaints).toEqual([])
})
