/**
 * `node bench/decisions.mjs [--seconds 15 --traces 5000000 --only ingest,verify,read]`: decision traces of three decisions each, how many
 * are stored in a second, how fast the chain is proven, and how fast a request is found among many. One JSON line per figure,
 * as `npm run bench` prints them.
 */
import { randomBytes } from 'node:crypto'
import { parseArgs } from 'node:util'
import { requireNode } from '../scripts/lib/node-version.mjs'
import { quantile } from './quantile.mjs'

requireNode()
const { prepare } = await import('../scripts/lib/prepare.mjs')
const { endBadly } = await import('../scripts/lib/run.mjs')
const { figure, measureIngest, onFreshData } = await import('./measure.mjs')

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    traces: { type: 'string', default: '5000000' },
    only: { type: 'string', default: 'ingest,verify,read' },
  },
})
const only = new Set(options.only.split(','))
const TRACES_A_REQUEST = 250
const CONNECTIONS = 24
const QUESTIONS = 100

const MODELS = [
  ['openai', 'gpt-4o'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['mistral', 'mistral-large'],
]

/** As a gateway with a policy of four rules would send it. */
function traceOf(number, timestamp) {
  const [provider, model] = MODELS[number % MODELS.length]
  const rules = ['Premium', 'Long prompts', 'High Quality', 'Cost Saver'].map((ruleName, at) => ({
    ruleId: `rule-${at}`,
    ruleName,
    priority: at,
    outcome: at === number % 4 ? 'matched' : at < number % 4 ? 'not_matched' : 'not_reached',
    conditions:
      at > number % 4 ? [] : [{ field: 'context.plan', operator: 'equals', wanted: ruleName, found: 'free', passed: at === number % 4 }],
  }))
  return {
    traceId: 'T'.repeat(32),
    requestId: 'R'.repeat(32),
    timestamp,
    userId: `user-${number % 997}`,
    organizationId: `org-${number % 23}`,
    requestPath: '/v1/chat/completions',
    decisions: [
      {
        id: 'd1',
        timestamp,
        type: 'rule_evaluation',
        component: 'steering',
        input: {
          request: { model: 'auto', promptLength: 120 + number, messages: 3 },
          context: { plan: 'free', user: `user-${number % 997}` },
        },
        output: { matched: true, actions: [{ type: 'route', params: { provider, model } }] },
        reasoning: `${rules[number % 4].ruleName} matched because context.plan is "free"`,
        ruleId: `rule-${number % 4}`,
        ruleName: rules[number % 4].ruleName,
        policyId: 'main',
        policyVersion: '7',
        evaluationTimeMs: 0.05,
        rules,
      },
      {
        id: 'd2',
        timestamp,
        type: 'budget_check',
        component: 'budget',
        input: { organization: `org-${number % 23}`, estimateUsd: 0.0012 },
        output: { allowed: true },
        evaluationTimeMs: 0.01,
        budget: { limitUsd: 500, spentUsd: 12.5 + number },
      },
      {
        id: 'd3',
        timestamp,
        type: 'model_selection',
        component: 'router',
        input: { requested: 'auto' },
        output: { provider, model },
        evaluationTimeMs: 0.02,
        candidates: MODELS.map(([of, name], at) => ({
          provider: of,
          model: name,
          score: 0.9 - at / 10,
          ...(of !== provider && { rejectedBecause: 'lower score' }),
        })),
      },
    ],
    attempts: [{ index: 1, provider, model, status: 'success', latencyMs: 800 + number, costUsd: 0.0011 }],
    finalOutcome: { provider, model, status: 'success' },
  }
}

/** A request written once; only the ids are fresh each time, so that making load costs next to nothing beside taking it. */
function makeTemplate(seed) {
  const timestamp = new Date().toISOString()
  const body = Buffer.from(JSON.stringify(Array.from({ length: TRACES_A_REQUEST }, (_, at) => traceOf(seed * 31 + at, timestamp))))
  const places = ['T'.repeat(32), 'R'.repeat(32)].flatMap((mark) => {
    const found = []
    for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + 32)) found.push(at)
    return found
  })
  return { body, places }
}

function fresh({ body, places }) {
  const made = Buffer.from(body)
  const ids = randomBytes(places.length * 16).toString('hex')
  for (const [at, place] of places.entries()) made.write(ids.slice(at * 32, at * 32 + 32), place, 'latin1')
  return made
}

async function ingest(product) {
  const templates = Array.from({ length: 8 }, (_, seed) => makeTemplate(seed))
  let turn = 0
  figure('decisions.bytes_a_trace', templates[0].body.length / TRACES_A_REQUEST, 'bytes')
  await measureIngest(product, {
    name: 'decisions',
    unit: 'traces',
    each: TRACES_A_REQUEST,
    seconds: Number(options.seconds),
    connections: CONNECTIONS,
    url: `${product.base}/api/v1/telemetry/decisions`,
    type: 'application/json',
    makeBody: () => fresh(templates[turn++ % templates.length]),
  })
}

async function verify(product) {
  const sinceMs = performance.now()
  const { json } = await product.call('GET', '/api/v1/decisions/verify')
  if (json?.intact !== true) throw new Error(`the chain is broken: ${JSON.stringify(json?.firstBreak)}`)
  figure('decisions.verified', json.checked, 'traces')
  figure('decisions.verified_per_second', json.checked / ((performance.now() - sinceMs) / 1000), 'traces/s')
}

/** A week of decisions, by the engine itself: the newest day has a seventh of them. */
function fill(run, database) {
  const count = Number(options.traces)
  const start = `toDateTime64(now('UTC') - 7 * 86400, 9, 'UTC') + toIntervalMillisecond(intDiv(number * 604800000, ${count}))`
  const id = "lower(concat(leftPad(hex(cityHash64(number)), 16, '0'), leftPad(hex(cityHash64(number + 1000000000)), 16, '0')))"
  const common = `'default' AS project, toDateTime(${start}) AS received_at, ${start} AS start_time, ${id} AS trace_id, concat('req-', toString(number)) AS request_id`
  const road = "arrayElement(['openai','anthropic','mistral'], number % 3 + 1) AS provider, concat('model-', toString(number % 9)) AS model"
  const outcome = 'if(cityHash64(number) % 40 = 0, 2, 1) AS outcome'
  const types = "['rule_evaluation', 'budget_check', 'model_selection'] AS types"
  for (let from = 0; from < count; from += 500_000) {
    const numbers = `FROM numbers(${from}, ${Math.min(500_000, count - from)})`
    run(`INSERT INTO ${database}.decision_traces (project, received_at, start_time, trace_id, request_id, provider, model, outcome, types, components, evaluation_times, evaluation_ms, reasons, matched_ids, matched_names, other_ids, other_names, other_outcomes, version, request_path, sequence, source)
      SELECT ${common}, ${road}, ${outcome}, ${types}, ['steering', 'budget', 'router'], [0.05, 0.01, 0.02], 0.08, [concat('rule ', toString(number % 30), ' matched'), '', ''],
        [concat('rule-', toString(number % 30))], [concat('Rule ', toString(number % 30))], ['rule-a', 'rule-b'], ['Rule A', 'Rule B'], ['not_matched', 'not_reached'], number + 1, '/v1/chat/completions', number + 1, 'submitted' ${numbers}`)
    run(`INSERT INTO ${database}.decision_log (project, received_at, start_time, trace_id, request_id, provider, model, outcome, types, head, inputs, outputs, sequence, source)
      SELECT ${common}, ${road}, ${outcome}, ${types}, concat('{"traceId":"', trace_id, '","requestId":"', request_id, '","timestamp":"2026-01-01T00:00:00.000Z","decisions":[{"id":"d1","timestamp":"2026-01-01T00:00:00.000Z","type":"rule_evaluation","component":"steering","evaluationTimeMs":0.05,"reasoning":"rule ', toString(number % 30), ' matched"}],"finalOutcome":{"provider":"openai","model":"m","status":"success"}}'),
        [concat('{"request":{"model":"auto","promptLength":', toString(number % 4000), '},"context":{"plan":"free"}}')], ['{"matched":true}'], number + 1, 'submitted' ${numbers}`)
  }
}

async function read(product) {
  const count = Number(options.traces)
  const ask = async (name, times, path) => {
    const ms = []
    for (let turn = 0; turn < times; turn++) {
      const askedMs = performance.now()
      const { status, text } = await product.call('GET', path(turn))
      if (status !== 200) throw new Error(`${name} answered ${status} ${text}`)
      if (turn > 4) ms.push(performance.now() - askedMs)
    }
    figure(`decisions.${name}_p50`, quantile(ms, 0.5), 'ms')
    figure(`decisions.${name}_p95`, quantile(ms, 0.95), 'ms')
  }
  const anyRequest = (turn) => `req-${(turn * 7_919_113) % count}`
  await ask('by_request_id', QUESTIONS, (turn) => `/api/v1/decisions/lookup?id=${anyRequest(turn)}`)
  await ask('list_by_request_id_7d', QUESTIONS, (turn) => `/api/v1/decisions?requestId=${anyRequest(turn)}&from=now-8d`)
  await ask('newest_page', 30, () => '/api/v1/decisions?from=now-7d')
  await ask('rule_page_7d', 30, (turn) => `/api/v1/decisions?from=now-7d&q=${encodeURIComponent(`rule:rule-${turn % 30} status:error`)}`)
  await ask('stats_24h', 10, () => '/api/v1/decisions/stats')
  await ask('stats_7d', 8, () => '/api/v1/decisions/stats?from=now-7d')
  await ask('flow_24h', 10, () => '/api/v1/decisions/flow')
}

async function main() {
  await prepare()
  await onFreshData(async (product, startAgain) => {
    if (only.has('ingest')) await ingest(product)
    if (only.has('verify')) await verify(product)
    if (only.has('read')) await read(await startAgain(fill))
  })
}

await main().catch(endBadly)
