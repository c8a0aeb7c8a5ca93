/** What the screens may weigh. A budget that breaks is a decision to be made, not a number to be raised. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { launchBrowser } from './browser.ts'
import { useProduct } from './product.ts'

const product = useProduct()

const FIRST_LOAD_KB = 210
const CHUNK_KB = 80
const FONTS_KB = 120

interface Loaded {
  name: string
  kilobytes: number
}

/** Everything of one kind that a visit loads, as gzip would send it. */
async function loadedBy(path: string): Promise<{ scripts: Loaded[]; fonts: Loaded[] }> {
  const browser = await launchBrowser()
  const page = await browser.newPage()
  const scripts: Loaded[] = []
  const fonts: Loaded[] = []
  const reading: Promise<void>[] = []
  page.on('response', (response) => {
    const name = new URL(response.url()).pathname
    const list = name.endsWith('.js') ? scripts : name.endsWith('.woff2') ? fonts : undefined
    if (list)
      reading.push(
        response
          .body()
          .then((body) => void list.push({ name, kilobytes: (list === fonts ? body : gzipSync(body, { level: 9 })).length / 1000 })),
      )
  })
  await page.goto(product().baseUrl + path)
  await page.getByRole('heading', { name: /Waiting for the first/ }).waitFor()
  // What is fetched ahead counts too.
  await page.waitForTimeout(2500)
  await Promise.all(reading)
  await browser.close()
  return { scripts, fonts }
}

const sum = (list: readonly Loaded[]): number => list.reduce((total, { kilobytes }) => total + kilobytes, 0)

test.each(['/', '/traces', '/interactions', '/decisions'])('a first visit to %s', async (path) => {
  const { scripts, fonts } = await loadedBy(path)
  expect(sum(scripts), JSON.stringify(scripts)).toBeLessThan(FIRST_LOAD_KB)
  expect(scripts.filter(({ name, kilobytes }) => !name.includes('/index-') && kilobytes > CHUNK_KB)).toEqual([])
  expect(sum(fonts), JSON.stringify(fonts)).toBeLessThan(FONTS_KB)
})
