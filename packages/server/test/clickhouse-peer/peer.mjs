/**
 * A stand-in for a ClickHouse server, for tests only: ClickHouse's HTTP protocol in front of an embedded engine of the
 * same version, in a process of its own. It exists because no ClickHouse server can be had from a package registry.
 *
 * Speaks: query in the URL or the body, body data of INSERT .. FORMAT, param_*, settings in the URL, database, basic and
 * header authentication, gzip both ways, exception codes, /ping. Does not speak: sessions, progress headers, clusters.
 *
 * Started by start.ts with options as a JSON argument; tells its port to the parent, ends when the parent does.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { drainPending, Session } from 'chdb'

const { dataDir, user, password } = JSON.parse(process.argv[2])
const path = join(dataDir, 'clickhouse')
const filesDir = join(dataDir, 'files')
mkdirSync(path, { recursive: true })
mkdirSync(filesDir, { recursive: true })

/** Keeps the engine open between requests. */
const keeper = new Session(path, {
  connectionArgs: ['--max_server_memory_usage=1200000000', '--mark_cache_size=67108864', '--primary_index_cache_size=67108864'],
})
const version = keeper.query('SELECT version()', 'TSV').trim()

/** URL parameters that are not settings. */
const RESERVED = new Set([
  'query',
  'query_id',
  'database',
  'user',
  'password',
  'default_format',
  'wait_end_of_query',
  'buffer_size',
  'compress',
  'role',
  'session_id',
  'client_protocol_version',
])

class Refusal extends Error {
  constructor(code, name, message) {
    super(`Code: ${code}. DB::Exception: ${message}. (${name})`)
    this.clickhouseCode = code
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => fail(response, error))
})

async function answer(request, response) {
  const url = new URL(request.url, 'http://peer')
  const body = await readBody(request)
  if (url.pathname === '/ping') return response.end('Ok.\n')
  if (url.pathname !== '/') return response.writeHead(404).end(`There is no handle ${url.pathname}\n`)
  authenticate(request, url.searchParams)
  const asked = split(url.searchParams, body)
  const result = await perform(asked, url.searchParams)
  send(request, response, url.searchParams, result)
}

async function readBody(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'gzip') return gunzipSync(body)
  if (encoding === 'identity') return body
  throw new Refusal(48, 'NOT_IMPLEMENTED', `The stand-in does not know the encoding ${encoding}`)
}

function authenticate(request, parameters) {
  const [scheme, encoded = ''] = (request.headers.authorization ?? '').split(' ')
  const [name, ...rest] = scheme === 'Basic' ? Buffer.from(encoded, 'base64').toString().split(':') : []
  const givenUser = name ?? request.headers['x-clickhouse-user'] ?? parameters.get('user') ?? 'default'
  const givenPassword = name === undefined ? (request.headers['x-clickhouse-key'] ?? parameters.get('password') ?? '') : rest.join(':')
  if (givenUser === user && givenPassword === password) return
  throw new Refusal(
    516,
    'AUTHENTICATION_FAILED',
    `${givenUser}: Authentication failed: password is incorrect, or there is no user with such name`,
  )
}

/** The statement and the data of an INSERT. Without a query in the URL both are in the body, parted after FORMAT Name. */
function split(parameters, body) {
  const query = parameters.get('query')
  if (query !== null) return INSERT.test(query) ? { query, data: body } : { query: query + body.toString('utf8') }
  const head = /^\s*INSERT\s+INTO\s.*?\sFORMAT\s+\w+[ \t]*(?:\r?\n|$)/is.exec(body.subarray(0, 65_536).toString('latin1'))
  if (head === null || /\sFORMAT\s+Values\s*$/i.test(head[0])) return { query: body.toString('utf8') }
  return { query: body.subarray(0, head[0].length).toString('utf8'), data: body.subarray(head[0].length) }
}

const INSERT =
  /^\s*INSERT\s+INTO\s+(?<table>[`\w.]+)\s*(?:\((?<columns>[^)]*)\))?\s*(?:SETTINGS\s+(?<settings>.*?))?\s*FORMAT\s+(?<format>\w+)\s*$/is

/** A session of its own for every request, so that settings end with it. */
async function perform({ query, data }, parameters) {
  const session = new Session(path)
  try {
    const database = parameters.get('database')
    if (database) await session.queryAsync(`USE \`${database.replace(/[`\\]/g, '\\$&')}\``)
    for (const [name, value] of parameters) {
      if (!RESERVED.has(name) && !name.startsWith('param_'))
        await session.queryAsync(`SET ${name.replace(/\W/g, '')} = '${value.replace(/[\\']/g, '\\$&')}'`)
    }
    return data === undefined ? await ask(session, query, parameters) : await store(session, query, data)
  } finally {
    session.close()
  }
}

async function ask(session, query, parameters) {
  await session.queryBindAsync('SELECT formatQuery({query:String}) FORMAT Null', { query }).catch((error) => {
    // The engine in the process runs several statements of one text; a server does not.
    if (/SYNTAX_ERROR/.test(error.message)) throw error
  })
  const format = parameters.get('default_format') ?? 'TabSeparated'
  const values = Object.fromEntries(
    [...parameters].filter(([name]) => name.startsWith('param_')).map(([name, value]) => [name.slice(6), value]),
  )
  const result =
    Object.keys(values).length === 0 ? await session.queryAsync(query, { format }) : await session.queryBindAsync(query, values, { format })
  return { bytes: Buffer.from(result.bytes()), readRows: result.rowsRead, writtenRows: 0 }
}

/** Data goes through a file here too: inline it would be cut at a blank line. */
async function store(session, query, data) {
  const parts = INSERT.exec(query)?.groups
  if (!parts) throw new Refusal(62, 'SYNTAX_ERROR', 'The stand-in does not understand this INSERT')
  const path = join(filesDir, randomUUID())
  writeFileSync(path, data, { mode: 0o600 })
  try {
    const described = JSON.parse((await session.queryAsync(`DESCRIBE TABLE ${parts.table}`, { format: 'JSON' })).text()).data
    const given = parts.columns?.split(',').map((name) => name.trim().replace(/^`|`$/g, ''))
    const columns = described.filter(({ name, default_type: kind }) =>
      given ? given.includes(name) : !['MATERIALIZED', 'ALIAS'].includes(kind),
    )
    const missing = given?.find((name) => !columns.some((column) => column.name === name))
    if (missing !== undefined) throw new Refusal(16, 'NO_SUCH_COLUMN_IN_TABLE', `No such column ${missing} in table ${parts.table}`)
    const names = columns.map(({ name }) => `\`${name}\``).join(', ')
    const structure = columns
      .map(({ name, type }) => `\`${name}\` ${type}`)
      .join(', ')
      .replace(/[\\']/g, '\\$&')
    const source = `file('${path}', ${parts.format}, '${structure}')`
    const rows = Number((await session.queryAsync(`SELECT count() FROM ${source}`, { format: 'TSV' })).text())
    const settings = parts.settings === undefined ? '' : ` SETTINGS ${parts.settings}`
    await session.queryAsync(`INSERT INTO ${parts.table} (${names})${settings} SELECT ${names} FROM ${source}`)
    return { bytes: Buffer.alloc(0), readRows: rows, writtenRows: rows }
  } finally {
    rmSync(path, { force: true })
  }
}

function send(request, response, parameters, { bytes, readRows, writtenRows }) {
  const gzip = parameters.get('enable_http_compression') === '1' && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  const summary = JSON.stringify({
    read_rows: `${readRows}`,
    read_bytes: `${bytes.length}`,
    written_rows: `${writtenRows}`,
    written_bytes: '0',
    total_rows_to_read: '0',
    result_rows: '0',
    result_bytes: '0',
  })
  response.writeHead(200, {
    'content-type': 'text/plain; charset=UTF-8',
    'x-clickhouse-query-id': parameters.get('query_id') ?? randomUUID(),
    'x-clickhouse-summary': summary,
    'x-clickhouse-timezone': 'UTC',
    ...(gzip && { 'content-encoding': 'gzip' }),
  })
  response.end(gzip ? gzipSync(bytes) : bytes)
}

/** Statuses as a server gives them (src/Server/HTTP/exceptionCodeToHTTPStatus.cpp); 500 for all others. */
const STATUS = { 46: 404, 47: 404, 60: 404, 62: 400, 81: 404, 159: 408, 516: 403 }

function fail(response, error) {
  const code = error.clickhouseCode ?? Number(/^Code: (\d+)\./.exec(error.message)?.[1] ?? 1002)
  const message = /^Code: \d+\./.test(error.message) ? error.message : `Code: ${code}. DB::Exception: ${error.message}. (UNKNOWN_EXCEPTION)`
  if (response.headersSent) return response.destroy()
  response.writeHead(STATUS[code] ?? 500, { 'content-type': 'text/plain; charset=UTF-8', 'x-clickhouse-exception-code': `${code}` })
  response.end(`${message} (version ${version} (official build))\n`)
}

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  keeper.close()
  await drainPending()
  process.exit(0)
}

process.on('SIGTERM', stop)
process.on('disconnect', stop)
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }))
