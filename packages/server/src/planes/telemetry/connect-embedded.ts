/**
 * ClickHouse inside this process (chdb). What has to be kept in mind about it:
 * one process per data directory; one query at a time per connection; an inline INSERT is cut at a blank line and the rest
 * is run as SQL, so rows travel as files; the process must not exit while a call is in flight.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { drainPending, Session } from 'chdb'
import { assert, EngineError } from '../../kit/errors.ts'
import { type BlockFiles, openBlockFiles } from './block-files.ts'
import { engineError } from './engine-errors.ts'
import type { SelectOptions, TelemetryPlane } from './plane.ts'
import { SessionPool } from './session-pool.ts'
import { type Statement, text } from './statement.ts'
import type { TableName } from './tables.ts'
import { blockRows, fileText, INSERT_SETTINGS, MAX_STATEMENT_BYTES, rowsOf, selectText, tableShape } from './wire-text.ts'

export interface EmbeddedOptions {
  maxMemoryBytes?: number | undefined
}

const DEFAULT_MAX_MEMORY_BYTES = 1_200_000_000
const INGEST_SESSIONS = 2
const QUERY_SESSIONS = 3
const MAX_WAITING = 1000

export async function connectEmbedded(dataDir: string, options: EmbeddedOptions = {}): Promise<TelemetryPlane> {
  const path = join(resolve(dataDir), 'clickhouse')
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const connections = openConnections(path, engineArguments(options))
  try {
    return new EmbeddedPlane(connections, openBlockFiles({ dataDir }))
  } catch (error) {
    await closeConnections(connections)
    throw error
  }
}

/**
 * Settings of the engine as a whole: they count when the first session opens, later they are too late.
 * Its own defaults are 90 % of the machine's memory and caches of 5 GB each.
 */
function engineArguments({ maxMemoryBytes = DEFAULT_MAX_MEMORY_BYTES }: EmbeddedOptions): string[] {
  const cacheBytes = 64 * 1024 * 1024
  const caches = [
    'mark',
    'primary_index',
    'uncompressed',
    'index_mark',
    'index_uncompressed',
    'text_index_tokens',
    'text_index_header',
    'text_index_postings',
  ]
  return [
    `--max_server_memory_usage=${maxMemoryBytes}`,
    ...caches.map((name) => `--${name}_cache_size=${cacheBytes}`),
    `--max_query_size=${MAX_STATEMENT_BYTES}`,
    '--session_timezone=UTC',
    // Two merges at a time, not four: they are the peak of the engine's memory, and two cores do no more anyway.
    '--background_merges_mutations_concurrency_ratio=1',
  ]
}

function openConnections(path: string, connectionArgs: string[]): Connection[] {
  const connections: Connection[] = []
  try {
    while (connections.length < INGEST_SESSIONS + QUERY_SESSIONS) connections.push(new Connection(path, connectionArgs))
    return connections
  } catch (error) {
    for (const connection of connections) connection.close()
    const holder = holderOf(path)
    const why =
      holder === undefined ? (error as Error).message : `process ${holder} holds it; one process may use a data directory at a time`
    throw new EngineError(`the telemetry data in ${path} could not be opened: ${why}`, { cause: error })
  }
}

async function closeConnections(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) connection.close()
  await drainPending()
}

/**
 * One connection to the engine. After an error it is replaced: the engine keeps what a failed query had already written
 * and puts it before the answer of the next query on the same connection, which may be another project's.
 */
class Connection {
  private readonly path: string
  private readonly connectionArgs: string[]
  private session: Session

  constructor(path: string, connectionArgs: string[]) {
    this.path = path
    this.connectionArgs = connectionArgs
    this.session = this.open()
  }

  async run(statement: string): Promise<string> {
    try {
      if (!this.session.open) this.session = this.open()
      return (await this.session.queryAsync(statement, { format: 'Null' })).text()
    } catch (error) {
      this.replace()
      throw engineError((error as Error).message, error)
    }
  }

  close(): void {
    this.session.close()
  }

  private open(): Session {
    return new Session(this.path, { connectionArgs: this.connectionArgs })
  }

  /** The new one first: the engine stops when the last session is closed. */
  private replace(): void {
    const broken = this.session
    try {
      this.session = this.open()
    } finally {
      broken.close()
    }
  }
}

/** The engine writes its process id into `status` and keeps a lock on that file. Undefined: no living process holds it. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number(/^PID: (\d+)$/m.exec(readFileSync(join(path, 'status'), 'utf8'))?.[1])
    if (pid === process.pid) return undefined
    process.kill(pid, 0)
    return pid
  } catch {
    return undefined
  }
}

class EmbeddedPlane implements TelemetryPlane {
  readonly engine = 'embedded'
  private readonly connections: readonly Connection[]
  private readonly files: BlockFiles
  private readonly ingest: SessionPool<Connection>
  private readonly queries: SessionPool<Connection>
  private closed: Promise<void> | undefined

  constructor(connections: readonly Connection[], files: BlockFiles) {
    this.connections = connections
    this.files = files
    this.ingest = new SessionPool(connections.slice(0, INGEST_SESSIONS), MAX_WAITING)
    this.queries = new SessionPool(connections.slice(INGEST_SESSIONS), MAX_WAITING)
  }

  async select<Row>(statement: Statement, options?: SelectOptions): Promise<Row[]> {
    return rowsOf<Row>(await this.queries.run((connection) => connection.run(selectText(statement, options))))
  }

  selectColumns(statement: Statement, options?: SelectOptions): Promise<string> {
    return this.queries.run((connection) => connection.run(selectText(statement, options, {}, 'JSONCompactColumns')))
  }

  async insert(table: TableName, block: Uint8Array, rows: number): Promise<void> {
    assert(blockRows(block) === rows, `a block for ${table} holds another number of rows than said`)
    if (rows === 0) return
    const { into, structure } = tableShape(table)
    await this.ingest.run((connection) =>
      this.files.through(block, (path) =>
        connection.run(`INSERT INTO ${into} SELECT * FROM file(${text(path).text}, Native, ${text(structure).text}) ${INSERT_SETTINGS}`),
      ),
    )
  }

  file(statement: Statement): Promise<AsyncIterable<Uint8Array>> {
    return this.files.out((path) =>
      this.queries.run(async (connection) => {
        await connection.run(`INSERT INTO FUNCTION file(${text(path).text}, Parquet) ${fileText(statement)}`)
      }),
    )
  }

  async execute(statement: Statement): Promise<void> {
    await this.queries.run((connection) => connection.run(statement.text))
  }

  close(): Promise<void> {
    this.closed ??= this.closeAll()
    return this.closed
  }

  private async closeAll(): Promise<void> {
    await Promise.all([this.ingest.end(), this.queries.end()])
    await closeConnections(this.connections)
    await this.files.close()
  }
}
