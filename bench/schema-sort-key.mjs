/**
 * Which sort key for spans? The same synthetic spans under several keys: disk, trace by id, the newest 50 of a filtered list.
 *   node bench/schema-sort-key.mjs [--spans 2000000] [--days 30] [--keys trace,minute,time,name,buckets,fine] [--dir <folder>]
 * One JSON line per figure. The record of the decision is docs/adr/0003-span-sort-key.md. Columns, codecs, indexes and
 * partitions are those of packages/server/sql/telemetry, so a change there can be measured here.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drainPending, Session } from 'chdb'
import { quantile } from './quantile.mjs'

const { values: options } = parseArgs({
  options: {
    spans: { type: 'string', default: '2000000' },
    days: { type: 'string', default: '30' },
    keys: { type: 'string', default: 'trace,minute,time,name' },
    dir: { type: 'string' },
  },
})
const SPANS_A_TRACE = 8
const SPANS = Math.ceil(Number(options.spans) / SPANS_A_TRACE) * SPANS_A_TRACE
const DAYS = Number(options.days)
/** Inserts: as many as would come of a spread-out month. */
const INSERTS = 30
const TRACES = SPANS / SPANS_A_TRACE
const ASKED = 40
const MEMORY_BYTES = 4_000_000_000

const BY_TRACE = '(project, toStartOfMinute(start_time), xxHash32(trace_id), start_time, span_id)'
/** Sorting key (it ends with the span, because rows with the same key replace each other) and more settings. The shipped one is `trace`; the others are what it was compared with. */
const KEYS = {
  trace: [BY_TRACE],
  minute: ['(project, toStartOfMinute(start_time), xxHash32(trace_id), span_id)'],
  time: ['(project, start_time, span_id)'],
  name: ['(service, name, toDateTime(start_time), span_id)'],
  buckets: [BY_TRACE, "map_serialization_version = 'with_buckets', map_buckets_min_avg_size = 2, map_buckets_strategy = 'linear'"],
  fine: [BY_TRACE, 'index_granularity = 2048'],
}

const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'relayscope-sort-key-'))
const session = new Session(dir, {
  connectionArgs: [
    `--max_server_memory_usage=${MEMORY_BYTES}`,
    '--session_timezone=UTC',
    '--mark_cache_size=67108864',
    '--primary_index_cache_size=67108864',
  ],
})
const run = async (statement) => (await session.queryAsync(statement, { format: 'JSONEachRow' })).text()
const ask = async (statement) =>
  (await run(statement))
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
const figure = (name, value, unit) => console.log(JSON.stringify({ name, value: Math.round(value * 100) / 100, unit }))

/** The shipped statement that makes a table, under another name and key. */
function tableAs(file, table, name, [key, settings] = []) {
  const content = readFileSync(new URL(`../packages/server/sql/telemetry/${file}`, import.meta.url), 'utf8')
  const statement = content
    .split(/;\s*$/m)
    .find((each) => each.includes(`EXISTS ${table} (`))
    .replace(/^\s*--.*$/gm, '')
  const named = statement.replace(`IF NOT EXISTS ${table} (`, `${name} (`).replace(/INTERVAL \d+ DAY/, 'INTERVAL 400 DAY')
  const keyed = key ? named.replace(/ORDER BY \(.*\)\n/, `ORDER BY ${key}\n`) : named
  return settings ? keyed.replace(/SETTINGS .*$/s, (shipped) => `${shipped}, ${settings}`) : keyed
}

/** Between the starts of two traces. Steps of a trace are 50 ms to 3 s apart. */
const STEP_US = Math.max(1, Math.floor((DAYS * 86_400_000_000) / TRACES))
const START = '2026-06-01 00:00:00'

/**
 * Span `n`: eight to a trace, a gateway's request with one model call and a retry now and then. Twelve attributes: two are
 * different in nearly every span (a port, a size), a model call has its token counts and the provider's id, the rest repeat.
 */
function spansFrom(first, count) {
  const pick = (list, by) => `arrayElement([${list.map((each) => `'${each}'`).join(', ')}], ${by} % ${list.length} + 1)`
  const common = {
    'server.address': pick(
      ['api.openai.com', 'api.anthropic.com', 'generativelanguage.googleapis.com', 'gateway.internal'],
      'intDiv(h, 7)',
    ),
    'server.port': "'443'",
    'network.peer.port': 'toString(30000 + h % 30000)',
    'thread.id': 'toString(intDiv(h, 11) % 16)',
    'gateway.route': pick(['default', 'fast', 'cheap', 'eu'], 'intDiv(tHash, 17)'),
    'deployment.region': pick(['eu-west-1', 'us-east-1', 'ap-south-1'], 'intDiv(tHash, 19)'),
  }
  const step = {
    ...common,
    'http.route': "'/v1/chat/completions'",
    'http.request.method': "'POST'",
    'http.response.status_code': "'200'",
    'network.protocol.version': "'1.1'",
    'http.response.body.size': 'toString(intDiv(h, 23) % 9000)',
    'cache.hit': pick(['false', 'true'], 'intDiv(h, 29)'),
  }
  const call = {
    ...common,
    'gen_ai.operation.name': "'chat'",
    'gen_ai.request.temperature': pick(['0', '0.2', '0.7', '1'], 'intDiv(h, 11)'),
    'gen_ai.request.max_tokens': pick(['256', '1024', '4096'], 'intDiv(h, 13)'),
    'gen_ai.usage.input_tokens': 'toString(intDiv(h, 31) % 4000)',
    'gen_ai.usage.output_tokens': 'toString(intDiv(h, 37) % 1500)',
    'gen_ai.response.id': "concat('chatcmpl-', lower(hex(h)))",
  }
  const mapOf = (attributes) =>
    `map(${Object.entries(attributes)
      .map(([key, value]) => `'${key}', ${value}`)
      .join(', ')})`
  return `
    SELECT
      concat('project-', toString(t % 3)) AS project, toDateTime(start_time, 'UTC') AS received_at,
      addNanoseconds(toDateTime64('${START}', 9, 'UTC'), toInt64(t * ${STEP_US} + tHash % ${STEP_US}) * 1000 + i * (50000000 + tHash % 3000000000) + h % 6000000) AS start_time,
      toUInt64(if(i IN (0, 4), 200000000 + h % 4000000000, 1000000 + h % 90000000)) AS duration_ns,
      lower(hex(sipHash128(t, 'trace'))) AS trace_id, lower(hex(sipHash64(n, 'span'))) AS span_id,
      if(i = 0, '', lower(hex(sipHash64(t * ${SPANS_A_TRACE}, 'span')))) AS parent_span_id,
      arrayElement(['POST /v1/chat/completions', 'authenticate', 'policy.decide', 'cache.lookup', concat('chat ', model), 'HTTP POST', 'budget.check', 'respond'], i + 1) AS name,
      if(i = 0, 2, if(i IN (4, 5), 3, 1)) AS kind, if(h % 50 = 0, 2, 1) AS status,
      if(h % 50 = 0, 'the provider answered 429: rate limit reached', '') AS status_message, if(h % 50 = 0, 'RateLimitError', '') AS error_type,
      ${pick(['gateway', 'gateway', 'router', 'worker', 'api'], 'i')} AS service, ${pick(['@opentelemetry/instrumentation-http', 'gateway'], 'i')} AS scope,
      ${pick(['gateway', 'auth', 'policy', 'cache', 'llm', 'http', 'budget', 'gateway'], 'i')} AS component, if(i = 4, 'chat', '') AS operation,
      if(i = 4, ${pick(['openai', 'anthropic', 'google'], 'intDiv(tHash, 3)')}, '') AS provider,
      if(i = 4, ${pick(['gpt-4o-mini', 'gpt-4o', 'claude-sonnet-4', 'gemini-2.5-pro', 'gpt-5', 'claude-haiku-4'], 'intDiv(tHash, 3)')}, '') AS model,
      if(i = 0, concat('user-', toString(tHash % 5000)), '') AS user_id, if(i = 0, concat('org-', toString(tHash % 40)), '') AS organization_id,
      if(i = 0, lower(hex(sipHash128(t, 'request'))), '') AS request_id, if(i = 0, concat('session-', toString(tHash % 30000)), '') AS session_id,
      if(i = 0, '/v1/chat/completions', '') AS request_path, if(i = 0, 'POST', '') AS request_method, if(i IN (0, 5), 200, 0) AS http_status,
      if(i = 4, ${mapOf(call)}, ${mapOf(step)}) AS attrs,
      concat('{"service.name":"', service, '","telemetry.sdk.language":"nodejs","telemetry.sdk.version":"2.1.0","host.name":"node-', toString(t % 4), '"}') AS resource,
      '' AS events, '' AS links
    FROM (SELECT number AS n, intDiv(number, ${SPANS_A_TRACE}) AS t, number % ${SPANS_A_TRACE} AS i, sipHash64(number) AS h, sipHash64(intDiv(number, ${SPANS_A_TRACE}), 'x') AS tHash FROM numbers(${first}, ${count}))`
}

/** In the order of time and in a few inserts, as it would have come. */
async function fill(table) {
  const chunk = Math.ceil(TRACES / INSERTS) * SPANS_A_TRACE
  const sinceMs = Date.now()
  for (let first = 0; first < SPANS; first += chunk) {
    await run(`INSERT INTO ${table} SELECT * FROM (${spansFrom(first, Math.min(chunk, SPANS - first))}) SETTINGS max_insert_threads = 1`)
  }
  const seconds = (Date.now() - sinceMs) / 1000
  await run(`OPTIMIZE TABLE ${table} FINAL`)
  return seconds
}

async function bytesOf(table) {
  const [row] = await ask(
    `SELECT sum(bytes_on_disk) AS bytes, sum(secondary_indices_compressed_bytes) AS indexes, count() AS parts, sum(rows) AS rows FROM system.parts WHERE active AND table = '${table}'`,
  )
  return { bytes: Number(row.bytes), indexes: Number(row.indexes), parts: Number(row.parts), rows: Number(row.rows) }
}

async function columnsOf(table) {
  const rows = await ask(
    `SELECT column, sum(column_data_compressed_bytes) AS bytes FROM system.parts_columns WHERE active AND table = '${table}' GROUP BY column ORDER BY bytes DESC LIMIT 12`,
  )
  return Object.fromEntries(rows.map(({ column, bytes }) => [column, Math.round((Number(bytes) / SPANS) * 100) / 100]))
}

/** Milliseconds and CPU milliseconds of each, one after another, on a warm engine. */
async function times(statements) {
  const wall = []
  const cpu = []
  for (const statement of statements) {
    const sinceMs = performance.now()
    const since = process.cpuUsage()
    await run(`${statement} SETTINGS use_query_condition_cache = 0, session_timezone = 'UTC'`)
    wall.push(performance.now() - sinceMs)
    const { user, system } = process.cpuUsage(since)
    cpu.push((user + system) / 1000)
  }
  return { wall, cpu }
}

function report(key, name, { wall, cpu }) {
  figure(`${key}.${name}.p50`, quantile(wall, 0.5), 'ms')
  figure(`${key}.${name}.p95`, quantile(wall, 0.95), 'ms')
  figure(`${key}.${name}.cpu_p50`, quantile(cpu, 0.5), 'CPU ms')
}

function questions(table, traces, key) {
  const newest = (where) =>
    `SELECT * FROM ${table} WHERE ${where} ORDER BY ${KEYS[key][0].includes('toStartOfMinute') ? 'toStartOfMinute(start_time) DESC, ' : ''}start_time DESC LIMIT 50`
  const hour = (start) =>
    `start_time BETWEEN toDateTime64('${start}', 9, 'UTC') - INTERVAL 1 HOUR AND toDateTime64('${start}', 9, 'UTC') + INTERVAL 1 HOUR`
  const many = Array.from({ length: ASKED }, (_, at) => at)
  return {
    trace_by_id: traces.map(
      ({ project, trace_id }) => `SELECT * FROM ${table} WHERE project = '${project}' AND trace_id = '${trace_id}' LIMIT 1 BY span_id`,
    ),
    trace_by_id_and_time: traces.map(
      ({ project, trace_id, start_time }) =>
        `SELECT * FROM ${table} WHERE project = '${project}' AND trace_id = '${trace_id}' AND ${hour(start_time)} LIMIT 1 BY span_id`,
    ),
    newest_50: many.map((at) => newest(`project = 'project-${at % 3}'`)),
    newest_50_two_common_filters: many.map((at) => newest(`project = 'project-${at % 3}' AND component = 'llm' AND status = 2`)),
    newest_50_two_rare_filters: many.map((at) => newest(`project = 'project-${at % 3}' AND user_id = 'user-${at * 97}' AND status = 1`)),
    newest_50_by_attribute: traces.map(({ project, response_id }) =>
      newest(`project = '${project}' AND attrs['gen_ai.response.id'] = '${response_id}'`),
    ),
    p95_by_model: many
      .slice(0, 10)
      .map(
        (at) =>
          `SELECT model, quantileTDigest(0.95)(duration_ns) FROM ${table} WHERE project = 'project-${at % 3}' AND model != '' GROUP BY model`,
      ),
  }
}

async function measure(key, traces) {
  const table = `spans_${key}`
  await run(`DROP TABLE IF EXISTS ${table} SYNC`)
  await run(tableAs('0001_spans.sql', 'spans', table, KEYS[key]))
  figure(`${key}.insert`, SPANS / (await fill(table)), 'spans/s, made and inserted')
  const { bytes, indexes, parts, rows } = await bytesOf(table)
  if (rows !== SPANS) throw new Error(`${rows} rows are not ${SPANS}`)
  figure(`${key}.bytes`, bytes / rows, 'B/span')
  figure(`${key}.bytes_of_indexes`, indexes / rows, 'B/span')
  figure(`${key}.parts`, parts, 'parts')
  console.log(JSON.stringify({ name: `${key}.columns`, value: await columnsOf(table), unit: 'B/span' }))
  const asked = questions(table, traces, key)
  for (const statements of Object.values(asked)) await times(statements.slice(0, 3))
  for (const [name, statements] of Object.entries(asked)) report(key, name, await times(statements))
}

/** The partial rows of `traces`, two to a trace, as a trace that came in two batches makes them. */
async function measureTraces() {
  await run('DROP TABLE IF EXISTS traces_bench SYNC')
  await run(tableAs('0003_traces.sql', 'traces', 'traces_bench'))
  for (const part of [0, 1]) {
    await run(`
      INSERT INTO traces_bench (project, received_at, minute, trace_id, start_time, end_time, root_name, any_name, root_status, span_error, user_id, organization_id, request_id, session_id, request_path, request_method, services, components, operations, providers, models)
      SELECT any(project), max(received_at), toStartOfMinute(min(start_time)), trace_id, min(start_time), max(addNanoseconds(start_time, duration_ns)), maxIf(name, parent_span_id = ''), any(name),
        maxIf(status, parent_span_id = ''), max(status = 2), max(user_id), max(organization_id), max(request_id), max(session_id), max(request_path), max(request_method),
        groupUniqArray(service), groupUniqArray(component), groupUniqArrayIf(operation, operation != ''), groupUniqArrayIf(provider, provider != ''), groupUniqArrayIf(model, model != '')
      FROM spans_${options.keys.split(',')[0]} WHERE (kind = 1) = ${part} GROUP BY trace_id SETTINGS max_bytes_before_external_group_by = 1000000000, max_insert_threads = 1`)
  }
  const before = await bytesOf('traces_bench')
  await run('OPTIMIZE TABLE traces_bench FINAL')
  const after = await bytesOf('traces_bench')
  figure('traces.bytes_before_merge', before.bytes / SPANS, 'B/span')
  figure('traces.bytes', after.bytes / SPANS, 'B/span')
  console.log(JSON.stringify({ name: 'traces.columns', value: await columnsOf('traces_bench'), unit: 'B/span' }))
}

try {
  const step = Math.floor(TRACES / ASKED)
  const firsts = Array.from({ length: ASKED }, (_, at) => at * step * SPANS_A_TRACE)
  const traces = []
  for (const first of firsts)
    traces.push(
      ...(await ask(
        `SELECT project, trace_id, toString(start_time) AS start_time, attrs['gen_ai.response.id'] AS response_id FROM (${spansFrom(first + 4, 1)})`,
      )),
    )
  console.log(JSON.stringify({ name: 'spans', value: SPANS, unit: `over ${DAYS} days, three projects` }))
  for (const key of options.keys.split(',')) await measure(key, traces)
  await measureTraces()
} finally {
  session.close()
  await drainPending()
  if (options.dir === undefined) rmSync(dir, { recursive: true, force: true })
}
