/** Lanes, crosshair, brush and states of panes, on the page of the kit. */
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useGallery } from './gallery.ts'

const browser = useBrowser()
const gallery = useGallery()

async function open(options?: Parameters<typeof openPage>[2]) {
  const opened = await openPage(browser(), gallery(), options)
  await opened.page.locator('canvas').first().waitFor()
  return opened
}

const lane = (page: Page, title: string) => page.getByRole('group', { name: title, exact: true })
const board = (page: Page) => page.getByRole('region', { name: 'Timeline' })
const said = (page: Page) => page.getByLabel('What was asked for')

async function overlay(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await board(page).getByRole('slider').boundingBox()
  if (!box) throw new Error('the board has no overlay')
  return box
}

test('one crosshair: every lane and every strip answers for the hovered time', async () => {
  const { page, complaints } = await open()
  const before = await lane(page, 'Latency (p95)').textContent()
  const { x, y, width, height } = await overlay(page)
  await page.mouse.move(x + width * 0.4, y + height / 2)
  await expect.poll(() => lane(page, 'Latency (p95)').textContent()).not.toBe(before)
  const clock = await board(page).getByRole('slider').getAttribute('aria-valuetext')
  expect(clock).toMatch(/^\d\d:\d\d$/)
  const strip = page.getByRole('figure', { name: 'p95' })
  const value = /[\d,]+(?= ?ms)/.exec((await lane(page, 'Latency (p95)').textContent()) ?? '')?.[0]
  expect(await strip.textContent()).toContain(value)
  await page.mouse.move(10, 10)
  await expect.poll(() => lane(page, 'Latency (p95)').textContent()).toBe(before)
  expect(complaints).toEqual([])
})

test('hovering runs little script and renders no plot again', async () => {
  const { page } = await open()
  const { x, y, width, height } = await overlay(page)
  await page.evaluate(() => {
    const counts = window as unknown as { draws: number }
    counts.draws = 0
    const { clearRect } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      counts.draws++
      clearRect.apply(this, box)
    }
  })
  for (let step = 0; step <= 60; step++) await page.mouse.move(x + (width * step) / 60, y + height / 2)
  expect(await page.evaluate(() => (window as unknown as { draws: number }).draws)).toBe(0)
})

test('a drag selects a stretch of time and asks what to do with it', async () => {
  const { page } = await open()
  const { x, y, width, height } = await overlay(page)
  await page.mouse.move(x + width * 0.2, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.3, y + height / 2, { steps: 4 })
  await page.mouse.up()
  const menu = page.getByRole('toolbar', { name: 'Selected time' })
  await menu.getByRole('button', { name: 'Traces' }).click()
  expect(await said(page).textContent()).toMatch(/^traces 2026-03-1\dT.*Z 2026-03-1\dT.*Z$/)
  await menu.waitFor({ state: 'detached' })
})

test('the keyboard is enough: crosshair, stretch, menu, legend, table', async () => {
  const { page } = await open()
  const slider = board(page).getByRole('slider')
  await slider.focus()
  await page.keyboard.press('ArrowRight')
  const start = await slider.getAttribute('aria-valuetext')
  for (let step = 0; step < 6; step++) await page.keyboard.press('Shift+ArrowRight')
  expect(await slider.getAttribute('aria-valuetext')).not.toBe(start)
  await page.keyboard.press('Enter')
  const menu = page.getByRole('toolbar', { name: 'Selected time' })
  expect(await menu.getByRole('button', { name: 'Zoom' }).evaluate((button) => button === document.activeElement)).toBe(true)
  await page.keyboard.press('Escape')
  await menu.waitFor({ state: 'detached' })
  const legend = page.getByRole('listbox', { name: 'Request Volume: series' })
  await legend.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect.poll(() => legend.getByRole('option', { selected: true }).count()).toBe(1)
  await page.keyboard.press('Enter')
  await expect.poll(() => legend.getByRole('option', { selected: true }).count()).toBe(4)
  await page.getByRole('button', { name: 'Error Rate: view as table' }).press('Enter')
  const table = page.getByRole('region', { name: 'Error Rate, as a table' })
  // The hole in the data is a gap in the table too.
  expect(await table.getByRole('row').filter({ hasText: '–' }).count()).toBeGreaterThan(5)
})

test('the last hour is magnified; one click turns that off, another on again', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Last hour', exact: true }).click()
  await page.getByRole('button', { name: 'Last hour', exact: true }).waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Magnify the last hour' }).click()
  await page.getByRole('button', { name: 'Last hour', exact: true }).waitFor()
})

test('flags say what happened; near ones are one flag', async () => {
  const { page } = await open({ width: 1000 })
  await page.getByRole('button', { name: /High error rate.*Database connection/ }).click()
  expect(await said(page).textContent()).toBe('errors database')
})

test('plots say in words what they show', async () => {
  const { page } = await open()
  const name = await page.getByRole('img', { name: /^Error Rate, lines/ }).getAttribute('aria-label')
  expect(name).toMatch(/now [\d.]+ %, between [\d.]+ and [\d.]+, past the 2% limit in \d+ of \d+ steps/)
})

test('messages: one is said, one can be acted on, Escape and the button close them', async () => {
  const { page } = await open()
  await page.getByRole('button', { name: 'Say what went wrong' }).click()
  const message = page
    .getByRole('dialog', { name: 'The view was not saved' })
    .or(page.getByRole('alertdialog', { name: 'The view was not saved' }))
  await message.waitFor()
  await message.getByRole('button', { name: 'Load theirs' }).click()
  await page.getByText('Loaded').first().waitFor()
})

describe.each(['light', 'dark'] as const)('accessible in the %s theme', { timeout: 120_000 }, (theme) => {
  test('the kit', async () => {
    const { page, complaints } = await open({ theme })
    await page.getByRole('button', { name: 'Say what went wrong' }).click()
    await page.getByText('The view was not saved').first().waitFor()
    const { x, y, width, height } = await overlay(page)
    await page.mouse.move(x + width * 0.2, y + height / 2)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.3, y + height / 2, { steps: 4 })
    await page.mouse.up()
    await page.waitForTimeout(400)
    await expectAccessible(page)
    expect(complaints).toEqual([])
  })
})
