/**
 * `npm run bench:trace`: what a trace of 10,000 spans costs in a real browser, one JSON line per figure: the server's answer, from
 * click to painted, frames while scrolling, script while hovering. On a machine that does other things too, take the least.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'

requireNode()
const { startProduct } = await import('../scripts/lib/product.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { quantile } = await import('./quantile.mjs')
const { launchBrowser } = await import('./browser.mjs')

const { values: options } = parseArgs({ options: { spans: { type: 'string', default: '10000' }, turns: { type: 'string', default: '8' } } })
const SPANS = Number(options.spans)
const TURNS = Number(options.turns)

const hex = (bytes) => randomBytes(bytes).toString('hex')
const figure = (name, value, unit) => console.log(JSON.stringify({ name, value: Math.round(value * 10) / 10, unit }))

const text = (key, value) => ({ key, value: { stringValue: value } })

function spanOf(traceId, parentSpanId, name, startMs, durationMs, more = {}) {
  return {
    traceId,
    spanId: hex(8),
    parentSpanId,
    name,
    kind: 1,
    startTimeUnixNano: `${BigInt(Math.round(startMs * 1000)) * 1000n}`,
    endTimeUnixNano: `${BigInt(Math.round((startMs + durationMs) * 1000)) * 1000n}`,
    attributes: [text('component', 'agent'), text('code.function', name), text('thread.name', 'main'), text('agent.step', hex(4))],
    status: {},
    ...more,
  }
}

/** An agent's run: turns with their tools, each with what it does on the wire. */
function agentTrace(traceId) {
  const startMs = Date.now() - 300_000
  const root = spanOf(traceId, '', 'POST /agents/run', startMs, 200_000, { kind: 2 })
  const spans = [root]
  for (let turn = 0; spans.length < SPANS; turn++) {
    const at = startMs + turn * ((200_000 * 10) / SPANS)
    const parent = spanOf(traceId, root.spanId, `turn ${turn}`, at, 150)
    spans.push(parent)
    for (const [tool, offset] of [
      ['Search index', 5],
      ['Embed chunk', 60],
      ['Fetch document', 100],
    ]) {
      const failed = turn % 60 === 0 && tool === 'Embed chunk'
      const call = spanOf(traceId, parent.spanId, tool, at + offset, 40, failed ? { status: { code: 2, message: 'Upstream timeout' } } : {})
      spans.push(
        call,
        spanOf(traceId, call.spanId, 'connect', at + offset, 10),
        spanOf(traceId, call.spanId, 'http GET', at + offset + 10, 25),
      )
    }
  }
  return spans.slice(0, SPANS)
}

async function send(product, name, traceId, spans) {
  const resource = { attributes: [text('service.name', name), text('host.name', 'node-7'), text('process.runtime.name', 'nodejs')] }
  const body = { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'bench' }, spans }] }] }
  const { status } = await product.call('POST', '/v1/traces', body)
  if (status !== 200) throw new Error(`the trace was answered with ${status}`)
}

async function answer(product, traceId) {
  const ms = []
  let bytes = 0
  for (let turn = 0; turn < TURNS; turn++) {
    const sinceMs = performance.now()
    const response = await fetch(`${product.base}/api/v1/traces/${traceId}`)
    bytes = (await response.arrayBuffer()).byteLength
    ms.push(performance.now() - sinceMs)
  }
  figure('trace.answer_least', Math.min(...ms), 'ms')
  figure('trace.answer_p50', quantile(ms, 0.5), 'ms')
  figure('trace.answer_bytes', bytes / 1000, 'kB')
}

/** Runs in the page: from the next click on a row to the frame after the first spans are in the document. */
function clickToPainted(row) {
  window.painted = new Promise((resolve) => {
    const begin = () => {
      const sinceMs = performance.now()
      const look = () => {
        if (!document.querySelector('[role=treegrid] [role=row]')) return requestAnimationFrame(look)
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - sinceMs), 0))
      }
      requestAnimationFrame(look)
    }
    row.addEventListener('click', begin, { capture: true, once: true })
  })
}

/** How long a finger stays on a button. */
const PRESS_MS = 80

/** `script`: the click comes out of nothing. `mouse`: after a press, as a hand makes it; what is pressed is fetched ahead. */
const CLICKS = {
  script: (row) => row.evaluate((element) => element.click()),
  mouse: (row) => row.click({ delay: PRESS_MS }),
}

async function painted(page, product, how) {
  const ms = []
  for (let turn = 0; turn < TURNS; turn++) {
    await page.goto(`${product.base}/traces?q=name:"POST%20/agents/run"`)
    const row = page.getByRole('grid', { name: 'Traces' }).getByRole('row').nth(1)
    await row.waitFor()
    // The parts that are fetched ahead are there, as for anybody who looks at the list first.
    await page.waitForTimeout(2500)
    await row.evaluate(clickToPainted)
    await CLICKS[how](row)
    ms.push(await page.evaluate(() => window.painted))
  }
  figure(`trace.${how}_click_to_painted_least`, Math.min(...ms), 'ms')
  figure(`trace.${how}_click_to_painted_p50`, quantile(ms, 0.5), 'ms')
}

/** Runs in the page: scrolls so many rows a frame, answers how long each frame took. */
function scrollFrames(pane, rows) {
  return new Promise((resolve) => {
    const frames = []
    let lastMs = performance.now()
    const step = (nowMs) => {
      frames.push(nowMs - lastMs)
      lastMs = nowMs
      if (frames.length >= 180) return resolve(frames.slice(2))
      pane.scrollTop += rows * 28
      requestAnimationFrame(step)
    }
    requestAnimationFrame(step)
  })
}

async function scroll(page) {
  const pane = page.getByRole('treegrid', { name: 'Spans' })
  for (const rows of [4, 40]) {
    await pane.evaluate((element) => (element.scrollTop = 0))
    const frames = await pane.evaluate(scrollFrames, rows)
    figure(`trace.scroll_${rows}_rows_p95_frame`, quantile(frames, 0.95), 'ms')
    figure(`trace.scroll_${rows}_rows_longest_frame`, Math.max(...frames), 'ms')
  }
}

/** Script and layout of one pointer move, from the browser's own counters. */
async function hover(page, name) {
  const client = await page.context().newCDPSession(page)
  await client.send('Performance.enable')
  const counters = async () => {
    const { metrics } = await client.send('Performance.getMetrics')
    const of = (key) => metrics.find((metric) => metric.name === key)?.value ?? 0
    return (of('ScriptDuration') + of('LayoutDuration') + of('RecalcStyleDuration')) * 1000
  }
  const box = await page.getByRole(name === 'flame' ? 'group' : 'treegrid', { name: name === 'flame' ? /Flame/ : 'Spans' }).boundingBox()
  const before = await counters()
  const MOVES = 60
  for (let at = 0; at < MOVES; at++) await page.mouse.move(box.x + 20 + at * 8, box.y + 10 + (at % 20) * 20)
  figure(`trace.hover_${name}_script`, ((await counters()) - before) / MOVES, 'ms')
}

async function main() {
  const product = await startProduct({})
  const browser = await launchBrowser()
  try {
    const traceId = hex(16)
    await send(product, 'agents', traceId, agentTrace(traceId))
    await answer(product, traceId)
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    for (const how of Object.keys(CLICKS)) await painted(page, product, how)
    await page.waitForTimeout(1000)
    await scroll(page)
    await hover(page, 'waterfall')
    await page.getByRole('tab', { name: 'Flame' }).click()
    await page.getByRole('group', { name: /Flame/ }).waitFor()
    await hover(page, 'flame')
  } finally {
    await browser.close()
    await product.stop()
    product.remove()
  }
}

await main().catch(endBadly)
