/**
 * `node bench/metrics.mjs [--seconds 10 --connections 8 --interactions 2500000 --only ingest,query]`: what a point costs to take in, and how fast
 * a month of AI calls is answered by provider and model, and a dashboard of 24 panels over it. One JSON line per figure, as `npm run bench` prints them.
 * `--only steady [--minutes 15 --rate 10000]`: so many points a second for so long, and what becomes of the memory.
 */
import { Agent } from 'node:http'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'
import { attributeFields, bytesField, textField } from '../scripts/traffic/otlp-wire.mjs'
import { quantile } from './quantile.mjs'

requireNode()
const { prepare } = await import('../scripts/lib/prepare.mjs')
const { sleep } = await import('../scripts/lib/product.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { post } = await import('./load.mjs')
const { figure, measureIngest, onFreshData, slope } = await import('./measure.mjs')

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '15' },
    rate: { type: 'string', default: '10000' },
    interactions: { type: 'string', default: '2500000' },
    only: { type: 'string', default: 'ingest,query' },
  },
})
const only = new Set(options.only.split(','))
const POINTS = 1000

/** Tag and eight zeros of the time, and the tag of the value. */
const UNSET_POINT = Buffer.from([0x19, 0, 0, 0, 0, 0, 0, 0, 0, 0x21])

/** Ten gauges of a hundred series each, four attributes a point. Answers the body and where the times and values stand. */
function makeRequest() {
  const metrics = Array.from({ length: 10 }, (_, metric) => {
    const points = Array.from({ length: POINTS / 10 }, (_unused, series) => {
      const number = Buffer.alloc(18)
      number[0] = 0x19
      number[9] = 0x21
      number.writeDoubleLE(metric * 1000 + series, 10)
      const point = Buffer.concat([
        number,
        attributeFields(7, {
          provider: ['openai', 'anthropic', 'mistral', 'google'][series % 4],
          model: `model-${series % 20}`,
          region: `region-${series % 5}`,
          'host.name': `gateway-${series}`,
        }),
      ])
      return bytesField(1, point)
    })
    return bytesField(2, Buffer.concat([textField(1, `bench.metric.${metric}`), textField(3, 'ms'), bytesField(5, Buffer.concat(points))]))
  })
  const resource = bytesField(1, attributeFields(1, { 'service.name': 'gateway' }))
  const body = bytesField(1, Buffer.concat([resource, bytesField(2, Buffer.concat(metrics))]))
  const places = []
  for (let at = body.indexOf(UNSET_POINT); at >= 0; at = body.indexOf(UNSET_POINT, at + 1)) places.push(at + 1)
  return { body, places }
}

let lastNs = 0n
function fresh({ body, places }) {
  const made = Buffer.from(body)
  lastNs = lastNs + 1_000_000n > BigInt(Date.now()) * 1_000_000n ? lastNs + 1_000_000n : BigInt(Date.now()) * 1_000_000n
  for (const [at, place] of places.entries()) {
    made.writeBigUInt64LE(lastNs, place)
    made.writeDoubleLE(Math.random() * 1000 + at, place + 9)
  }
  return made
}

function ingest(product) {
  const template = makeRequest()
  return measureIngest(product, {
    name: 'metrics',
    unit: 'points',
    each: POINTS,
    seconds: Number(options.seconds),
    connections: Number(options.connections),
    url: `${product.otlpHttp}/v1/metrics`,
    makeBody: () => fresh(template),
  })
}

const SAMPLE_MS = 10_000
/** What the process needs before it is full: its caches, the engine's, the first merges. */
const FULL_AFTER = 1 / 3

/** Open loop: a request is sent when it is due, whether the one before was answered or not. */
async function steady(product) {
  const template = makeRequest()
  const agent = new Agent({ keepAlive: true })
  const everyMs = (POINTS * 1000) / Number(options.rate)
  const sinceMs = performance.now()
  const untilMs = sinceMs + Number(options.minutes) * 60_000
  const waiting = new Set()
  const acknowledgedMs = []
  const memoryMb = []
  let refused = 0
  const send = async () => {
    const sentMs = performance.now()
    const status = await post(agent, `${product.otlpHttp}/v1/metrics`, fresh(template))
    acknowledgedMs.push(performance.now() - sentMs)
    if (status !== 200) refused++
  }
  for (let sent = 0; performance.now() < untilMs; sent++) {
    await sleep(Math.max(0, sinceMs + sent * everyMs - performance.now()))
    const request = send().finally(() => waiting.delete(request))
    waiting.add(request)
    if (performance.now() - sinceMs >= (memoryMb.length + 1) * SAMPLE_MS) memoryMb.push(product.usage().rssMb)
  }
  await Promise.all(waiting)
  agent.destroy()
  const full = memoryMb.slice(Math.floor(memoryMb.length * FULL_AFTER))
  figure('steady.points_per_second', ((acknowledgedMs.length - refused) * POINTS * 1000) / (performance.now() - sinceMs), 'points/s')
  figure('steady.refused', refused, 'requests')
  figure('steady.acknowledged_p99', quantile(acknowledgedMs, 0.99), 'ms')
  figure('steady.memory_when_full', full[0] ?? Number.NaN, 'MB')
  figure('steady.memory_last', full.at(-1) ?? Number.NaN, 'MB')
  figure('steady.memory_growth', (slope(full) * 60_000) / SAMPLE_MS, 'MB/min')
  figure('steady.memory_peak', product.usage().peakRssMb, 'MB')
}

/** A month of AI calls and their traces, by the engine itself: 8 spans a trace make 20 million spans of 2.5 million calls. */
function fill(run, database) {
  const count = Number(options.interactions)
  const start = `toDateTime64(now('UTC') - 30 * 86400, 9, 'UTC') + toIntervalMillisecond(intDiv(number * 2592000000, ${count}))`
  const id = "concat(leftPad(hex(cityHash64(number)), 16, '0'), leftPad(hex(cityHash64(number + 1000000000)), 16, '0'))"
  run(`INSERT INTO ${database}.interactions (project, received_at, version, id, trace_id, start_time, duration_ns, provider, model, operation, service, status, prompt_tokens, response_tokens, total_tokens, ttft_ms, cost)
    SELECT 'default', toDateTime(${start}), 1, ${id}, lower(${id}), ${start}, toUInt64(exp(20 + (cityHash64(number) % 1000) / 400)), arrayElement(['openai','anthropic','mistral_ai','google'], number % 4 + 1),
      concat('model-', toString(number % 20)), 'chat', 'gateway', if(cityHash64(number) % 50 = 0, 2, 1), 450, 120, 570, 300, 0.0025 FROM numbers(${count})`)
  run(`INSERT INTO ${database}.traces (project, received_at, minute, trace_id, start_time, end_time, root_name, root_status)
    SELECT 'default', toDateTime(${start}), toStartOfMinute(${start}), lower(${id}), ${start}, ${start} + toIntervalMillisecond(500 + cityHash64(number) % 5000), concat('POST /v1/', toString(number % 5)), 2 FROM numbers(${count})`)
}

const QUESTIONS = {
  ai_latency_p95_by_provider_and_model_30d: { metric: 'ai.latency.p95', groupBy: ['provider', 'model'], from: 'now-30d', step: '6h' },
  ai_requests_by_provider_30d: { metric: 'ai.requests.sum', groupBy: ['provider'], from: 'now-30d', step: '6h' },
  api_latency_p95_30d: { metric: 'api.latency.p95', from: 'now-30d', step: '6h' },
  ai_latency_p95_by_model_1h: { metric: 'ai.latency.p95', groupBy: ['model'], from: 'now-1h', step: '1m' },
}

async function query(product) {
  const sinceMs = Date.now()
  for (;;) {
    if (await rolled(product)) break
    if (Date.now() - sinceMs > 900_000) throw new Error('the roll-up of a month is not done after 15 minutes')
    await sleep(2_000)
  }
  figure('metrics.roll_up_of_a_month', (Date.now() - sinceMs) / 1000, 's')
  for (const [name, question] of Object.entries(QUESTIONS)) {
    const ms = []
    for (let turn = 0; turn < 20; turn++) {
      const askedMs = performance.now()
      const { status, text } = await product.call('POST', '/api/v1/metrics/query', question)
      if (status !== 200) throw new Error(`${name} answered ${status} ${text}`)
      ms.push(performance.now() - askedMs)
    }
    figure(`metrics.${name}_p50`, quantile(ms, 0.5), 'ms')
    figure(`metrics.${name}_p95`, quantile(ms, 0.95), 'ms')
  }
}

/** Twenty-four different questions over a month: eight metrics, whole, by provider, and by provider and model. */
const PANELS = [
  'ai.latency.p95',
  'ai.latency.p50',
  'ai.requests.sum',
  'ai.errors.sum',
  'ai.ttft.p95',
  'ai.tokens.total.sum',
  'ai.cost.sum',
  'ai.error_rate',
]
  .flatMap((metric) => [[], ['provider'], ['provider', 'model']].map((groupBy) => ({ metric, groupBy, step: '6h' })))
  .map((parameters, at) => ({
    id: `panel-${at}`,
    type: 'line',
    title: `Panel ${at}`,
    dataSource: { system: 'relaycore', endpoint: '/api/v1/metrics/query', parameters },
    visualization: { type: 'line' },
    position: { x: (at % 3) * 4, y: Math.floor(at / 3) * 5, width: 4, height: 5 },
  }))

async function dashboard(product) {
  const made = await product.call('POST', '/api/v1/dashboards', { name: 'Bench', widgets: PANELS })
  const { id } = JSON.parse(made.text)
  const ms = []
  for (let turn = 0; turn < 20; turn++) {
    const askedMs = performance.now()
    const { text } = await product.call('GET', `/api/v1/dashboards/${id}/data?from=now-30d`)
    ms.push(performance.now() - askedMs)
    const failed = JSON.parse(text).widgets.filter(({ outcome }) => outcome !== 'answered')
    if (failed.length > 0) throw new Error(`${failed.length} panels were not answered: ${JSON.stringify(failed[0])}`)
  }
  figure('dashboards.24_panels_30d_p50', quantile(ms, 0.5), 'ms')
  figure('dashboards.24_panels_30d_p95', quantile(ms, 0.95), 'ms')
}

/** By what the server says of itself: how far its roll-ups are behind. */
async function rolled(product) {
  const { text } = await product.call('GET', '/metrics')
  const lag = /^relayscope_rollup_lag_seconds (\S+)/m.exec(text)?.[1]
  return Number(lag) > 0 && Number(lag) < 600
}

async function main() {
  await prepare()
  await onFreshData(async (product, startAgain) => {
    if (only.has('ingest')) await ingest(product)
    if (only.has('steady')) await steady(product)
    if (!only.has('query')) return
    const filled = await startAgain(fill)
    await query(filled)
    await dashboard(filled)
  })
}

await main().catch(endBadly)
