/** The Privacy page of the settings: the tester beside the settings, saving, and what was shown to whom. */
import { expect, test } from 'vitest'
import { expectAccessible, openPage, useBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const browser = useBrowser()
const product = useProduct()

const open = (options?: Parameters<typeof openPage>[2]) => openPage(browser(), `${product().baseUrl}/settings/privacy`, options)

test('the tester shows what would be stored, with changes that are not saved yet, by keyboard alone', async () => {
  const { page, complaints } = await open()
  const tester = page.getByRole('region', { name: 'Try it' })
  const box = tester.getByRole('textbox', { name: 'A text to try' })
  await box.fill('mail ada@example.org about EMP-123456')
  await expect.poll(() => tester.getByText('EMAIL × 1').count()).toBe(1)
  await page.getByRole('button', { name: 'Add a pattern' }).focus()
  await page.keyboard.press('Enter')
  await expect.poll(() => tester.getByText('PATTERN_1 × 1').count()).toBe(1)
  await page.getByRole('button', { name: 'Mail addresses: Mask' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: /^Keep/ }).click()
  await expect.poll(() => tester.getByText('EMAIL × 1').count()).toBe(0)
  await page.getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => page.getByText('Changed by local').count()).toBe(1)
  await page.reload()
  await expect.poll(() => page.getByRole('button', { name: 'Mail addresses: Keep' }).count()).toBe(1)
  expect(complaints).toEqual([])
})

test('a rule is added and read back as a sentence', async () => {
  const { page, complaints } = await open()
  await page.getByRole('button', { name: 'Add a rule' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a rule' })
  await dialog.getByLabel('Name', { exact: true }).fill('The bank')
  await dialog.getByLabel('Organizations').fill('bank-*, lender')
  await dialog.getByRole('button', { name: 'Content: As before' }).click()
  await page.getByRole('option', { name: /Store no content/ }).click()
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect.poll(() => page.getByText('organization bank-* or lender: store no content').count()).toBe(1)
  await expectAccessible(page)
  expect(complaints).toEqual([])
})

test('in the dark and small too', async () => {
  const { page } = await open({ theme: 'dark', width: 1280, height: 720 })
  await expect.poll(() => page.getByText('Nobody has revealed anything.').count()).toBe(1)
  await expectAccessible(page)
})
