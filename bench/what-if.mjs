/**
 * `npm run bench:what-if [-- --traces 1000000 --rounds 3]`: a policy of 30 rules on every recorded decision of a week: how long a run
 * takes, what CPU, how much memory. One JSON line per figure, as `npm run bench` prints them. The records are made by the engine itself;
 * each input differs from all others. A shared machine makes time worth little: compare CPU.
 */
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'
import { quantile } from './quantile.mjs'

requireNode()
const { prepare } = await import('../scripts/lib/prepare.mjs')
const { sleep, startProduct } = await import('../scripts/lib/product.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { figure, withEngine } = await import('./measure.mjs')

const { values: options } = parseArgs({
  options: { traces: { type: 'string', default: '1000000' }, rounds: { type: 'string', default: '3' } },
})
const traces = Number(options.traces)
const ROWS_A_STATEMENT = 250_000
const POLL_MS = 100

/** `name`: an expression over `number`, the same wherever it stands. */
const one = (list, by) => `arrayElement([${list.map((each) => `'${each}'`).join(', ')}], ${by} + 1)`
const PROVIDER = one(['openai', 'anthropic', 'mistral'], 'number % 3')
const MODEL = one(['gpt-4o', 'claude-sonnet-4-5', 'mistral-large'], 'number % 3')
const PLAN = one(['free', 'team', 'enterprise'], 'cityHash64(number, 1) % 3')
const ASKED = one(['auto', 'gpt-4o', 'fast', 'best'], 'cityHash64(number, 2) % 4')
const REGION = one(['eu', 'us', 'asia', 'africa'], 'cityHash64(number, 3) % 4')
const TRACE = "lower(concat(leftPad(hex(cityHash64(number)), 16, '0'), leftPad(hex(cityHash64(number + 1000000000)), 16, '0')))"
/** A week ago, the same in every table. */
const SINCE_SECONDS = Math.floor(Date.now() / 1000) - 7 * 86_400
const START = `toDateTime64(${SINCE_SECONDS}, 9, 'UTC') + toIntervalMillisecond(intDiv(number * 604000000, ${traces}))`
const COMMON = `'default' AS project, toDateTime(${START}) AS received_at, ${START} AS start_time, ${TRACE} AS trace_id, concat('req-', toString(number)) AS request_id`
const INPUT = `concat('{"request":{"model":"', ${ASKED}, '","promptLength":', toString(cityHash64(number, 4) % 8000), ',"messages":', toString(number % 9),
  ',"max_tokens":', toString(number % 4096), ',"stream":true,"prompt":"Question ', toString(number), repeat(' of many words', 12), '"},"context":{"plan":"', ${PLAN},
  '","region":"', ${REGION}, '","user":"user-', toString(number % 9973), '","tags":["', ${PLAN}, '","', ${REGION}, '"],"risk":', toString(cityHash64(number, 5) % 1000 / 1000), '}}')`
const OUTPUT = `concat('{"matched":true,"actions":[{"type":"route","params":{"provider":"', ${PROVIDER}, '","model":"', ${MODEL}, '"}}]}')`
const HEAD = `concat('{"traceId":"', trace_id, '","requestId":"', request_id, '","timestamp":"2026-01-01T00:00:00.000Z","decisions":[{"id":"d1","timestamp":"2026-01-01T00:00:00.000Z","type":"rule_evaluation","component":"steering","evaluationTimeMs":0.05}],"finalOutcome":{"provider":"openai","model":"m","status":"success"}}')`

function statements(database, numbers) {
  return [
    `INSERT INTO ${database}.decision_traces (project, received_at, start_time, trace_id, request_id, provider, model, outcome, organization_id, types,
        components, evaluation_times, evaluation_ms, matched_ids, matched_names, candidates, scores, attempted, version, request_path, sequence, source)
      SELECT ${COMMON}, ${PROVIDER}, ${MODEL}, if(cityHash64(number) % 40 = 0, 2, 1), concat('org-', toString(number % 23)), ['rule_evaluation', 'budget_check', 'model_selection'],
        ['steering', 'budget', 'router'], [0.05, 0.01, 0.02], 0.08, ['rule'], ['Rule'], ['openai/gpt-4o', 'anthropic/claude-sonnet-4-5', 'mistral/mistral-large'], [0.9, 0.8, 0.7],
        [concat(${PROVIDER}, '/', ${MODEL})], number + 1, '/v1/chat/completions', number + 1, 'submitted' ${numbers}`,
    `INSERT INTO ${database}.decision_log (project, received_at, start_time, trace_id, request_id, provider, model, outcome, types, head, inputs, outputs, sequence, source)
      SELECT ${COMMON}, ${PROVIDER}, ${MODEL}, 1, ['rule_evaluation', 'budget_check', 'model_selection'], ${HEAD},
        [${INPUT}, '{"estimateUsd":0.0012}', concat('{"requestedModel":"', ${ASKED}, '"}')], [${OUTPUT}, '{"allowed":true}', '{}'], number + 1, 'submitted' ${numbers}`,
    `INSERT INTO ${database}.interactions (project, received_at, version, id, trace_id, start_time, duration_ns, provider, model, status, prompt_tokens, response_tokens, total_tokens, cost, currency, prompt_length, source)
      SELECT 'default', toDateTime(${START}), 1, concat('call-', toString(number)), ${TRACE}, ${START}, 200000000 + cityHash64(number, 6) % 3000000000, ${PROVIDER}, ${MODEL}, 1,
        100 + number % 1900, 20 + cityHash64(number, 7) % 900, 120, 0.0011, 'USD', 400 + number % 7600, 'spans' ${numbers}`,
  ]
}

function fill(run, database) {
  for (let from = 0; from < traces; from += ROWS_A_STATEMENT)
    for (const statement of statements(database, `FROM numbers(${from}, ${Math.min(ROWS_A_STATEMENT, traces - from)})`)) run(statement)
  // Otherwise the parts are merged while runs are measured.
  for (const table of ['decision_traces', 'decision_log', 'interactions']) run(`OPTIMIZE TABLE ${database}.${table} FINAL`)
}

/** Operators of every kind, two or three conditions a rule, and a rule for what is left. */
function policyOf30() {
  const conditions = [
    (at) => ({ field: 'request.promptLength', operator: 'gt', value: 7900 - at * 100 }),
    (at) => ({ field: 'context.plan', operator: 'equals', value: ['free', 'team', 'enterprise'][at % 3] }),
    (at) => ({ field: 'context.tags', operator: 'contains', value: ['eu', 'us', 'asia', 'africa'][at % 4] }),
    (at) => ({ field: 'context.risk', operator: 'gte', value: 0.5 + at / 100 }),
    () => ({ field: 'request.model', operator: 'in', value: ['auto', 'best'] }),
    (at) => ({ field: 'request.prompt', operator: 'regex', value: `Question [0-9]*${at % 10} ` }),
    (at) => ({ field: 'context.user', operator: 'not_equals', value: `user-${at}` }),
    () => ({ field: 'request.max_tokens', operator: 'lte', value: 2048 }),
  ]
  const roads = [
    { provider: 'openai', model: 'gpt-4o' },
    { provider: 'anthropic', model: 'claude-sonnet-4-5' },
    { provider: 'mistral', model: 'mistral-large' },
  ]
  const rules = Array.from({ length: 30 }, (_, at) => ({
    id: `rule-${at}`,
    name: `Rule ${at}`,
    priority: at,
    enabled: true,
    conditions: at === 29 ? [] : [0, 3, 5].slice(0, 2 + (at % 2)).map((step) => conditions[(at + step) % conditions.length](at)),
    operator: 'and',
    actions: [{ type: 'route', params: roads[at % roads.length] }],
    continue: false,
  }))
  return { name: 'Thirty rules', rules }
}

async function run(product) {
  const before = product.usage()
  const started = await product.call('POST', '/api/v1/decisions/what-if', { from: 'now-8d', policy: { document: policyOf30() } })
  if (started.status !== 200) throw new Error(`the run was refused: ${started.status} ${started.text}`)
  for (;;) {
    await sleep(POLL_MS)
    const { json } = await product.call('GET', `/api/v1/decisions/what-if/${started.json.id}`)
    if (json.status === 'done') return { ...json, cpuSeconds: product.usage().cpuSeconds - before.cpuSeconds }
    if (json.status === 'failed' || json.status === 'cancelled') throw new Error(`the run ${json.status}: ${json.error}`)
  }
}

async function main() {
  await prepare()
  let product = await startProduct()
  const { dataDir } = product
  try {
    await product.stop()
    withEngine(dataDir, fill)
    product = await startProduct({ dataDir })
    figure('what_if.memory_before', product.usage().peakRssMb, 'MB')
    const runs = []
    for (let round = 0; round < Number(options.rounds); round++) runs.push(await run(product))
    const [{ result }] = runs
    figure('what_if.requests', result.requests, 'requests')
    figure('what_if.redecided', result.redecided, 'requests')
    figure('what_if.changed', result.changed, 'requests')
    figure('what_if.priced', result.cost.priced, 'requests')
    const of = (pick) =>
      quantile(
        runs.map((each) => pick(each)),
        0.5,
      )
    figure(
      'what_if.took',
      of(({ tookMs }) => tookMs),
      'ms',
    )
    figure(
      'what_if.cpu',
      of(({ cpuSeconds }) => cpuSeconds),
      's',
    )
    figure('what_if.memory_peak', product.usage().peakRssMb, 'MB')
    await product.stop()
  } finally {
    if (product.running()) await product.kill9()
    product.remove()
  }
}

await main().catch(endBadly)
