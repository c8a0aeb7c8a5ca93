/**
 * The embedded engine alone, on the data folder of a product that has stopped: what the same rows cost without us around them.
 * Runs in a process of its own, for CPU time is counted per process: `node bench/engine.mjs <data folder> <command> [argument]`.
 */
import { join } from 'node:path'
import { Session, drainPending } from 'chdb'

const TABLES = ['spans', 'span_content', 'logs', 'traces', 'interactions', 'content']
const CONTENT_TABLES = ['span_content', 'content']
const WEEK_SECONDS = 7 * 86_400
const MEMORY_BYTES = 6_000_000_000

const [, , dataDir, command, argument] = process.argv
const session = new Session(join(dataDir, 'clickhouse'), {
  connectionArgs: [`--max_server_memory_usage=${MEMORY_BYTES}`, '--session_timezone=UTC'],
})
const ask = async (statement) => {
  const text = (await session.queryAsync(statement, { format: 'JSONEachRow' })).text().trim()
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line))
}
const count = async (table) => Number((await ask(`SELECT count() AS n FROM ${table}`))[0].n)
const cpuSeconds = () => {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

/** Every table into an empty one like it, by the engine itself: the ceiling for storing these rows. */
async function copy() {
  const spans = await count('spans')
  const sinceSeconds = cpuSeconds()
  const sinceMs = Date.now()
  for (const table of TABLES) {
    await ask(`DROP TABLE IF EXISTS bench_copy SYNC`)
    await ask(`CREATE TABLE bench_copy AS ${table}`)
    await ask(`INSERT INTO bench_copy SELECT * FROM ${table} SETTINGS max_threads = 2, max_insert_threads = 1`)
  }
  const figures = { spans, cpuSeconds: cpuSeconds() - sinceSeconds, seconds: (Date.now() - sinceMs) / 1000 }
  await ask('DROP TABLE IF EXISTS bench_copy SYNC')
  return figures
}

const id128 = (column, turn) => `lower(hex(sipHash128(${column}, ${turn})))`
const id64 = (column, turn) => `if(${column} = '', '', lower(leftPad(hex(sipHash64(${column}, ${turn})), 16, '0')))`

/** How each table's rows become other rows of the same shape, `seconds` earlier. */
function anotherRow(table, turn, seconds) {
  const trace = `${id128('trace_id', turn)} AS trace_id`
  const earlier = (column) => `${column} - toIntervalSecond(${seconds}) AS ${column}`
  const spanIds = `${id64('span_id', turn)} AS span_id`
  return {
    spans: [trace, spanIds, `${id64('parent_span_id', turn)} AS parent_span_id`, earlier('start_time')],
    span_content: [trace, spanIds, earlier('time')],
    logs: [trace, spanIds, earlier('time')],
    traces: [trace, earlier('minute'), earlier('start_time'), earlier('end_time')],
    interactions: [trace, spanIds, `${id128('id', turn)} AS id`, earlier('start_time')],
    content: [trace, `${id128('interaction_id', turn)} AS interaction_id`, earlier('start_time')],
  }[table]
}

/** Copies what is there under new ids and earlier times, spread over a week, until there are so many spans. */
async function multiply(wanted) {
  const base = await count('spans')
  const turns = Math.max(0, Math.ceil(wanted / base) - 1)
  const step = Math.max(60, Math.floor(WEEK_SECONDS / (turns + 2) / 60) * 60)
  for (const table of TABLES) {
    await ask('DROP TABLE IF EXISTS bench_base SYNC')
    await ask(`CREATE TABLE bench_base AS ${table}`)
    await ask(`INSERT INTO bench_base SELECT * FROM ${table}`)
    for (let turn = 1; turn <= turns; turn++) {
      await ask(`INSERT INTO ${table} SELECT * REPLACE (${anotherRow(table, turn, turn * step).join(', ')}) FROM bench_base`)
    }
  }
  await ask('DROP TABLE IF EXISTS bench_base SYNC')
  return { spans: await count('spans') }
}

/** Bytes on disk after all merges. */
async function size() {
  for (const table of TABLES) await ask(`OPTIMIZE TABLE ${table} FINAL`)
  const rows = await ask(
    `SELECT table, sum(bytes_on_disk) AS bytes, sum(rows) AS rows FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table`,
  )
  const bytes = (tables) => rows.filter(({ table }) => tables.includes(table)).reduce((sum, row) => sum + Number(row.bytes), 0)
  return {
    spans: await count('spans'),
    spansBytes: bytes(['spans']),
    lightBytes: bytes(TABLES.filter((table) => !CONTENT_TABLES.includes(table))),
    contentBytes: bytes(CONTENT_TABLES),
  }
}

/** Ids to ask for, and how long the engine alone takes for each: `{ids, ms}`. */
async function traces(howMany) {
  const ids = (await ask(`SELECT trace_id FROM traces GROUP BY trace_id ORDER BY cityHash64(trace_id) LIMIT ${howMany}`)).map(
    (row) => row.trace_id,
  )
  const ms = []
  for (const id of ids) {
    const sinceMs = performance.now()
    await ask(`SELECT * FROM spans WHERE trace_id = '${id}'`)
    ms.push(performance.now() - sinceMs)
  }
  return { ids, ms }
}

const commands = { copy, multiply: () => multiply(Number(argument)), size, traces: () => traces(Number(argument)) }
const answer = await commands[command]()
session.close()
await drainPending()
process.stdout.write(JSON.stringify(answer))
