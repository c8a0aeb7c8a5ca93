/**
 * `npm run bench:live`: ten minutes of live tail in a real browser, one JSON line per figure: memory that is still used after a
 * collection, and what the page holds, by the minute. A list has an end, so after it is full nothing may grow.
 */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'

requireNode()
const { startProduct } = await import('../scripts/lib/product.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { encodeTraces } = await import('../scripts/traffic/otlp-wire.mjs')
const { launchBrowser } = await import('./browser.mjs')
const { figure, slope } = await import('./measure.mjs')

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, traces: { type: 'string', default: '25' } },
})
const MINUTES = Number(options.minutes)
const TRACES_PER_SECOND = Number(options.traces)
/** Until then the lists fill. */
const FULL_AFTER_MINUTES = 2
const SCREENS = [
  { name: 'traces', path: '/traces', grid: 'Traces' },
  { name: 'interactions', path: '/interactions', grid: 'AI interactions' },
]

const hex = (bytes) => randomBytes(bytes).toString('hex')

function requestAt(startMs) {
  const [traceId, rootId] = [hex(16), hex(8)]
  const call = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': 400,
    'gen_ai.usage.output_tokens': 100,
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `What became of order ${hex(4)}?` }] }]),
  }
  const root = { traceId, spanId: rootId, name: 'POST /v1/chat/completions', kind: 2, startMs, endMs: startMs + 900, attributes: {} }
  return [
    root,
    { traceId, spanId: hex(8), parentSpanId: rootId, name: 'chat gpt-4o', kind: 3, startMs, endMs: startMs + 850, attributes: call },
  ]
}

/** Sends until it is told to stop. */
async function traffic(product, stop) {
  while (!stop.aborted) {
    const spans = Array.from({ length: TRACES_PER_SECOND }, () => requestAt(Date.now() - 1000 + Math.random() * 100)).flat()
    const body = encodeTraces([{ resource: { 'service.name': 'gateway' }, scope: 'bench', spans }])
    const { status } = await product.call('POST', '/v1/traces', body, { 'content-type': 'application/x-protobuf' })
    if (status !== 200) throw new Error(`the traffic was answered with ${status}`)
    await sleep(1000)
  }
}

async function openScreen(browser, base, { name, path, grid }) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(base + path)
  const rows = page.getByRole('grid', { name: grid })
  await rows.getByRole('row').nth(1).waitFor()
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable')
  // The element of a row is named after its record; what it says may be the same in the next.
  const newest = () => rows.getByRole('row').nth(1).getAttribute('id')
  return { name, client, newest, samples: [], seen: new Set() }
}

async function sample({ client, samples, newest, seen }) {
  seen.add(await newest())
  await client.send('HeapProfiler.collectGarbage')
  const { metrics } = await client.send('Performance.getMetrics')
  const of = (key) => metrics.find((metric) => metric.name === key)?.value ?? 0
  samples.push({ heapMb: of('JSHeapUsedSize') / 1e6, nodes: of('Nodes'), listeners: of('JSEventListeners') })
}

function report({ name, samples, seen }) {
  if (seen.size < samples.length) throw new Error(`the list of ${name} stood still: ${seen.size} tops in ${samples.length} looks`)
  const full = samples.slice(FULL_AFTER_MINUTES)
  const of = (key) => full.map((each) => each[key])
  figure(`live.${name}.heap_first`, full[0].heapMb, 'MB')
  figure(`live.${name}.heap_last`, full.at(-1).heapMb, 'MB')
  figure(`live.${name}.heap_growth`, slope(of('heapMb')) * 1000, 'kB/min')
  figure(`live.${name}.nodes_growth`, slope(of('nodes')), 'nodes/min')
  figure(`live.${name}.listeners_growth`, slope(of('listeners')), 'listeners/min')
}

async function main() {
  if (!(MINUTES > FULL_AFTER_MINUTES)) throw new Error(`--minutes must be more than the ${FULL_AFTER_MINUTES} in which the lists fill`)
  const product = await startProduct({})
  const browser = await launchBrowser()
  const stop = new AbortController()
  const sending = traffic(product, stop.signal)
  try {
    await Promise.race([sending, sleep(3000)])
    const screens = []
    for (const screen of SCREENS) screens.push(await openScreen(browser, product.base, screen))
    for (let minute = 0; minute <= MINUTES; minute++) {
      if (minute > 0) await Promise.race([sending, sleep(60_000)])
      for (const screen of screens) await sample(screen)
    }
    screens.forEach(report)
  } finally {
    stop.abort()
    await sending.catch(() => undefined)
    await browser.close()
    await product.stop()
    product.remove()
  }
}

await main().catch(endBadly)
