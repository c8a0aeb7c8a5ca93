/** A ClickHouse server or cluster over HTTP. */
import { Readable } from 'node:stream'
import { type ClickHouseClient, ClickHouseError, ClickHouseLogLevel, createClient } from '@clickhouse/client'
import { assert, type EngineError } from '../../kit/errors.ts'
import { clusterStatements } from './cluster-ddl.ts'
import { engineError, unreachable } from './engine-errors.ts'
import type { SelectOptions, TelemetryPlane } from './plane.ts'
import { sql, type Statement } from './statement.ts'
import type { TableName } from './tables.ts'
import { blockRows, fileText, INSERT_SETTINGS, MAX_STATEMENT_BYTES, rowsOf, selectText, tableShape } from './wire-text.ts'

export interface ServerOptions {
  cluster?: string | undefined
}

const REQUEST_TIMEOUT_MS = 120_000
const MAX_CONNECTIONS = 16

/** Errors then come with their own status, not after rows that were already sent. */
const WHOLE_ANSWER = { wait_end_of_query: 1 as const, max_query_size: `${MAX_STATEMENT_BYTES}` }

export async function connectServer(url: string, options: ServerOptions = {}): Promise<TelemetryPlane> {
  const client = createClient({
    url,
    application: 'relayscope',
    // Its lines quote statements and settings; what failed is in the error that is thrown.
    log: { level: ClickHouseLogLevel.OFF },
    request_timeout: REQUEST_TIMEOUT_MS,
    max_open_connections: MAX_CONNECTIONS,
    compression: { response: true, request: false },
  })
  const plane = new ServerPlane(client, options.cluster)
  try {
    await plane.select(sql`SELECT 1 AS one`)
    return plane
  } catch (error) {
    await plane.close()
    throw error
  }
}

class ServerPlane implements TelemetryPlane {
  readonly engine = 'server'
  private readonly client: ClickHouseClient
  private readonly cluster: string | undefined
  private readonly inFlight = new Set<Promise<unknown>>()
  private closed: Promise<void> | undefined

  constructor(client: ClickHouseClient, cluster: string | undefined) {
    this.client = client
    this.cluster = cluster
  }

  async select<Row>(statement: Statement, options?: SelectOptions): Promise<Row[]> {
    return rowsOf<Row>(await this.ask(() => this.send(selectText(statement, options, this.clusterSettings))))
  }

  selectColumns(statement: Statement, options?: SelectOptions): Promise<string> {
    return this.ask(() => this.send(selectText(statement, options, this.clusterSettings, 'JSONCompactColumns')))
  }

  /** A subquery in IN or JOIN reads the whole cluster, whatever the sharding. */
  private get clusterSettings(): Record<string, string> {
    return this.cluster === undefined ? {} : { distributed_product_mode: "'global'" }
  }

  async insert(table: TableName, block: Uint8Array, rows: number): Promise<void> {
    assert(blockRows(block) === rows, `a block for ${table} holds another number of rows than said`)
    if (rows === 0) return
    // Stored on every shard it belongs to before the answer; by default a Distributed table answers first and sends later.
    const settings = this.cluster === undefined ? INSERT_SETTINGS : `${INSERT_SETTINGS}, distributed_foreground_insert = 1`
    await this.ask(() => this.send(`INSERT INTO ${tableShape(table).into} ${settings} FORMAT Native`, block))
  }

  file(statement: Statement): Promise<AsyncIterable<Uint8Array>> {
    return this.ask(async () => {
      const settings = { max_query_size: `${MAX_STATEMENT_BYTES}` }
      const { stream } = await this.client.exec({ query: `${fileText(statement)}\nFORMAT Parquet`, clickhouse_settings: settings })
      return stream
    })
  }

  async execute(statement: Statement): Promise<void> {
    const statements = this.cluster === undefined ? [statement.text] : clusterStatements(statement.text, this.cluster)
    for (const each of statements) await this.ask(() => this.send(each))
  }

  close(): Promise<void> {
    this.closed ??= this.closeAll()
    return this.closed
  }

  private async closeAll(): Promise<void> {
    await Promise.allSettled([...this.inFlight])
    await this.client.close()
  }

  private async send(query: string, body?: Uint8Array): Promise<string> {
    const values = body && Readable.from([Buffer.from(body.buffer, body.byteOffset, body.byteLength)], { objectMode: false })
    const { stream } = await this.client.exec({ query, clickhouse_settings: WHOLE_ANSWER, ...(values && { values }) })
    return await readText(stream)
  }

  private async ask<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) throw engineError('the telemetry plane is closed')
    const asked = work().catch((error: unknown) => {
      throw named(error)
    })
    this.inFlight.add(asked)
    try {
      return await asked
    } finally {
      this.inFlight.delete(asked)
    }
  }
}

async function readText(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function named(error: unknown): EngineError {
  if (error instanceof ClickHouseError) return engineError(`Code: ${error.code}. ${error.message}`, error)
  return unreachable(`the ClickHouse server did not answer: ${(error as Error).message}`, error)
}
