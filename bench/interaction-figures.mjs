/**
 * `node bench/interaction-figures.mjs [--interactions 5000000 --questions 7]`: how fast figures over 30 days of AI calls are answered, from
 * roll-ups and from single rows, and what rolling them up takes. One JSON line per figure. Needs a build.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'
import { quantile } from './quantile.mjs'

requireNode()
const server = '../packages/server/dist'
const { connectTelemetry } = await import(`${server}/planes/telemetry/connect.js`)
const { migrateTelemetry } = await import(`${server}/planes/telemetry/migrate.js`)
const { sql, uint } = await import(`${server}/planes/telemetry/statement.js`)
const { createInteractions } = await import(`${server}/components/interactions/index.js`)
const { OVERLAP_SECONDS, rollUpFigures, SETTLED_SECONDS } = await import(`${server}/components/interactions/rollup.js`)
const { figure } = await import('./measure.mjs')
const { systemClock } = await import(`${server}/kit/clock.js`)

const { values: options } = parseArgs({
  options: { interactions: { type: 'string', default: '5000000' }, questions: { type: 'string', default: '7' } },
})
const count = Number(options.interactions)
const DAYS = 30
const PORTION = 500_000

const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-bench-'))
const telemetry = await connectTelemetry({ dataDir })
await migrateTelemetry(telemetry)
for (let from = 0; from < count; from += PORTION) await telemetry.execute(fill(from, Math.min(PORTION, count - from)))

let mark
const began = performance.now()
while (
  !(await rollUpFigures({
    telemetry,
    mark: { read: async () => mark, write: async (seconds) => void (mark = seconds) },
    nowMs: () => Date.now() + 5000,
  }))
);
figure('figures.rollup', (performance.now() - began) / 1000, 's')
const until = mark - SETTLED_SECONDS
const rolled = async () => ({ untilNs: BigInt(until - (until % 3600)) * 1_000_000_000n, sinceSeconds: mark - OVERLAP_SECONDS })

const range = { from: `now-${DAYS}d`, to: 'now' }
const questions = {
  total: (room) => room.stats('p', { ...range, limit: 100 }),
  'by model': (room) => room.stats('p', { ...range, limit: 100, groupBy: ['provider', 'model'] }),
  'by organization': (room) => room.stats('p', { ...range, limit: 100, groupBy: ['organization'] }),
  'by user': (room) => room.stats('p', { ...range, limit: 100, groupBy: ['user'] }),
  compared: (room) => room.stats('p', { ...range, limit: 100, groupBy: ['model'], compare: 'week' }),
  models: (room) => room.models('p', range),
  timeline: (room) => room.timeline('p', { ...range, steps: 60 }),
  'errors of one model': (room) => room.stats('p', { ...range, limit: 100, q: 'status:error model:model-3', groupBy: ['errorType'] }),
}
const clock = systemClock()
const rooms = { rolled: createInteractions({ telemetry, clock, rolled }), rows: createInteractions({ telemetry, clock }) }
for (const [name, ask] of Object.entries(questions)) {
  const times = []
  for (let at = 0; at < Number(options.questions); at++) {
    const start = performance.now()
    await ask(rooms.rolled)
    times.push(performance.now() - start)
  }
  figure(`figures.${name}.p50`, quantile(times, 0.5), 'ms')
  figure(`figures.${name}.max`, Math.max(...times), 'ms')
}
const start = performance.now()
await questions['by model'](rooms.rows).then(
  () => figure('figures.by model from single rows', performance.now() - start, 'ms'),
  (error) => console.error(`single rows: ${error.message.slice(0, 200)}`),
)
await telemetry.close()
rmSync(dataDir, { recursive: true, force: true })

/** Spread over 30 days; 20 models of 4 providers, 50 organizations, 2,000 users. They arrived an hour ago. */
function fill(from, rows) {
  return sql`
    INSERT INTO interactions (project, received_at, version, id, start_time, duration_ns, user_id, organization_id, operation, provider, model, status, error_type,
      prompt_tokens, response_tokens, total_tokens, cached_tokens, ttft_ms, tokens_per_second, attempt, cost, currency, finish_reason, service, source)
    SELECT 'p', now() - 3600, number + 1, concat('call-', toString(number)), now64(9) - toIntervalMillisecond(intDiv(number * 2592000000, ${uint(count)})),
      toUInt64(200000000 + cityHash64(number) % 8000000000), concat('user-', toString(cityHash64(number, 1) % 2000)), concat('org-', toString(cityHash64(number, 2) % 50)),
      if(number % 10 = 0, 'embeddings', 'chat'), concat('provider-', toString(number % 4)), concat('model-', toString(number % 20)),
      if(number % 33 = 0, 2, 0), if(number % 33 = 0, concat('error-', toString(number % 3)), ''),
      cityHash64(number, 3) % 4000, cityHash64(number, 4) % 900, cityHash64(number, 3) % 4000 + cityHash64(number, 4) % 900, cityHash64(number, 5) % 500,
      cityHash64(number, 6) % 2000, cityHash64(number, 7) % 120, 1 + (number % 40 = 0), toDecimal128(cityHash64(number, 8) % 100000, 18) / 1000000, 'USD',
      if(number % 5 = 0, 'tool_calls', 'stop'), 'gateway', 'otel'
    FROM numbers(${uint(from)}, ${uint(rows)})`
}
