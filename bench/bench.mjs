/**
 * `npm run bench [-- --seconds 15 --spans 1000000 --only ingest,storage,read]`: one JSON line per figure on standard output,
 * `{name, value, unit, ratio?, against?}`; `ratio` is ours divided by the raw engine's in the same run. Also kept in bench/results.
 * Figures of a shared machine differ by a quarter from run to run: compare ratios, and CPU rather than wall time.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'

requireNode()
const { root } = await import('../scripts/lib/places.mjs')
const { prepare } = await import('../scripts/lib/prepare.mjs')
const { sleep, startProduct } = await import('../scripts/lib/product.mjs')
const { endBadly, runNode } = await import('../scripts/lib/run.mjs')
const { load, makeTemplates, rareWord } = await import('./load.mjs')
const { quantile } = await import('./quantile.mjs')

const WARM_UP_SECONDS = 3
const QUESTIONS = 100

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    spans: { type: 'string', default: '1000000' },
    only: { type: 'string', default: 'ingest,storage,read' },
  },
})
const only = new Set(options.only.split(','))
const results = join(root, 'bench/results')
mkdirSync(results, { recursive: true })
const file = join(results, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.jsonl`)

const rounded = (value) => (Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100)
function figure(name, value, unit, against) {
  const line = JSON.stringify({
    name,
    value: rounded(value),
    unit,
    ...(against ? { ratio: rounded(value / against.value), against: { name: against.name, value: rounded(against.value) } } : {}),
  })
  console.log(line)
  appendFileSync(file, `${line}\n`)
}

const engine = async (dataDir, ...args) =>
  JSON.parse(await runNode(`the engine (${args[0]})`, join(root, 'bench/engine.mjs'), [dataDir, ...args], { quiet: true }))

/** Ingest under a closed loop; answers what the engine's own cost is compared with. */
async function ingest(product) {
  const templates = makeTemplates()
  await load(product.otlpHttp, { seconds: WARM_UP_SECONDS, templates })
  const before = product.usage()
  const sinceMs = Date.now()
  const done = await load(product.otlpHttp, { seconds: Number(options.seconds), templates })
  const seconds = (Date.now() - sinceMs) / 1000
  await sleep(500)
  const after = product.usage()
  const cpuSeconds = after.cpuSeconds - before.cpuSeconds
  figure('ingest.spans_per_second', done.spans / seconds, 'spans/s')
  figure('ingest.acknowledged_p50', quantile(done.acknowledgedMs, 0.5), 'ms')
  figure('ingest.acknowledged_p99', quantile(done.acknowledgedMs, 0.99), 'ms')
  figure('ingest.refused', done.refused, 'requests')
  figure('ingest.memory', after.rssMb, 'MB')
  figure('ingest.memory_peak', after.peakRssMb, 'MB')
  const { json } = await product.call('GET', '/api/v1/telemetry/health')
  if (json?.eventLoopDelayMs) figure('ingest.event_loop_delay_p99', json.eventLoopDelayMs.p99, 'ms')
  return done.spans / cpuSeconds
}

async function storage(dataDir) {
  const { spans, spansBytes, lightBytes, contentBytes } = await engine(dataDir, 'size')
  figure('storage.spans', spans, 'spans')
  figure('storage.span_row', spansBytes / spans, 'bytes/span')
  figure('storage.without_content', lightBytes / spans, 'bytes/span')
  figure('storage.content', contentBytes / spans, 'bytes/span')
}

/** Asks one question after another and tells how long each took. */
async function ask(product, paths) {
  const ms = []
  for (const path of paths) {
    const sinceMs = performance.now()
    const { status } = await product.call('GET', path)
    if (status !== 200) throw new Error(`GET ${path} answered ${status}`)
    ms.push(performance.now() - sinceMs)
  }
  return ms
}

const turns = (make) => Array.from({ length: QUESTIONS }, (_, at) => make(at))

async function read(product, { ids, ms }) {
  const against = { name: 'engine.trace_by_id_p95', value: quantile(ms, 0.95) }
  const byId = await ask(
    product,
    ids.map((id) => `/api/v1/traces/${id}`),
  )
  figure('read.trace_by_id_p50', quantile(byId, 0.5), 'ms')
  figure('read.trace_by_id_p95', quantile(byId, 0.95), 'ms', against)
  const filters = [
    'status=error&provider=openai',
    'provider=anthropic&organizationId=org-3',
    'model=gpt-4o&status=success',
    'service=gateway&organizationId=org-7',
  ]
  const questions = {
    traces_two_filters: (at) => `/api/v1/traces?from=now-7d&limit=50&${filters[at % filters.length]}`,
    interactions_two_filters: (at) => `/api/v1/ai-interactions?from=now-7d&limit=50&${filters[at % 3]}`,
    search_rare_word: (at) => `/api/v1/ai-interactions/search?from=now-7d&limit=50&q=${rareWord(at % 32, at % 64)}`,
    search_common_words: (at) =>
      `/api/v1/ai-interactions/search?from=now-7d&limit=50&q=${['gateway%20policy', 'refund', 'invoice%20delivery'][at % 3]}`,
  }
  for (const [name, make] of Object.entries(questions)) {
    const took = await ask(product, turns(make))
    figure(`read.${name}_p50`, quantile(took, 0.5), 'ms')
    figure(`read.${name}_p95`, quantile(took, 0.95), 'ms')
  }
}

async function main() {
  await prepare()
  let product = await startProduct()
  const { dataDir } = product
  try {
    figure('start.first', product.readyMs, 'ms')
    const spansPerCpuSecond = await ingest(product)
    const stopped = await product.stop()
    figure('stop', stopped.ms, 'ms')
    const copied = await engine(dataDir, 'copy')
    figure('ingest.spans_per_cpu_second', spansPerCpuSecond, 'spans/s', {
      name: 'engine.insert_select_spans_per_cpu_second',
      value: copied.spans / copied.cpuSeconds,
    })
    if (only.has('storage') || only.has('read')) await engine(dataDir, 'multiply', options.spans)
    if (only.has('storage')) await storage(dataDir)
    if (only.has('read')) {
      const asked = await engine(dataDir, 'traces', String(QUESTIONS))
      product = await startProduct({ dataDir })
      figure('start.again', product.readyMs, 'ms')
      await read(product, asked)
      figure('read.memory', product.usage().rssMb, 'MB')
      await product.stop()
    }
  } finally {
    if (product.running()) await product.kill9()
    product.remove()
  }
}

await main().catch(endBadly)
