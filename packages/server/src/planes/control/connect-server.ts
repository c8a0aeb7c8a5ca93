/** A PostgreSQL server: a pool for statements, and one connection of its own for what is listened to. */
import pg from 'pg'
import { drizzle } from 'drizzle-orm/node-postgres'
import type { Log } from '../../kit/log.ts'
import { retry } from '../../kit/retry.ts'
import { asControlError, ControlError } from './control-error.ts'
import { checkChannel, checkPayload } from './channels.ts'
import { Gate } from './gate.ts'
import { createLeases } from './lease.ts'
import type { ControlDatabase, ControlPlane, ControlTransaction, ListenOptions, SqlValue } from './plane.ts'
import { ServerListener } from './server-listener.ts'

export interface ServerOptions {
  postgresUrl: string
  log: Log
  /** How often to try while the server is not up yet; with the waits between, 8 tries are about 20 s. */
  connectAttempts?: number
}

const minVersion = 140_000

/** Values as PGlite gives them (see `SqlValue`): 64-bit integers as numbers while they fit, a day as text. */
const parsers: Record<number, (text: string) => unknown> = {
  [pg.types.builtins.INT8]: (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)),
  [pg.types.builtins.DATE]: (text) => text,
}
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: string) => (format !== 'binary' && parsers[id]) || pg.types.getTypeParser(id, format as 'text'),
} as pg.CustomTypesConfig

export async function connectServer({ postgresUrl, log, connectAttempts = 8 }: ServerOptions): Promise<ControlPlane> {
  const connection: pg.ClientConfig = {
    connectionString: postgresUrl,
    application_name: 'relayscope',
    connectionTimeoutMillis: 5_000,
    statement_timeout: 30_000,
    keepAlive: true,
    types,
  }
  const pool = new pg.Pool({
    ...connection,
    max: 10,
    idleTimeoutMillis: 60_000,
    idle_in_transaction_session_timeout: 60_000,
    onConnect: setTimeZone,
  })
  // A connection that breaks while idle is replaced; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error }, 'a connection to PostgreSQL broke'))
  try {
    const version = await retry(() => checkVersion(pool), {
      attempts: connectAttempts,
      baseMs: 500,
      maxMs: 5_000,
      onRetry: ({ waitMs, error }) => log.warn({ waitMs, error }, 'PostgreSQL is not ready; trying again'),
    })
    return new ServerControl(pool, version, new ServerListener(() => new pg.Client(connection), log))
  } catch (error) {
    await pool.end().catch(() => {})
    throw asControlError(error)
  }
}

/** Awaited by the pool before it hands the connection out; a statement, because poolers refuse start-up options. */
async function setTimeZone(client: pg.ClientBase): Promise<void> {
  await client.query(`set time zone 'UTC'`)
}

async function checkVersion(pool: pg.Pool): Promise<string> {
  try {
    const { rows } = await pool.query<{ version: string; number: number }>(
      `select version(), current_setting('server_version_num')::int as number`,
    )
    const [row] = rows
    if (row && row.number < minVersion)
      throw new ControlError('control_failed', `PostgreSQL must be version 14 or later, but the server says ${row.version}`)
    return row?.version ?? ''
  } catch (error) {
    throw asControlError(error)
  }
}

class ServerControl implements ControlPlane {
  readonly engine = 'server'
  readonly version: string
  readonly leases = createLeases(this)
  readonly db: ControlDatabase
  private readonly pool: pg.Pool
  private readonly listener: ServerListener
  private readonly gate = new Gate()
  private closed: Promise<void> | undefined

  constructor(pool: pg.Pool, version: string, listener: ServerListener) {
    this.pool = pool
    this.version = version
    this.listener = listener
    this.db = drizzleOver(new GatedPool(pool, this.gate) as unknown as pg.Pool)
  }

  query<Row extends object>(text: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return this.gate.pass(() => queryOn<Row>(this.pool, text, params))
  }

  transaction<T>(work: (transaction: ControlTransaction) => Promise<T>): Promise<T> {
    return this.gate.pass(async () => {
      const client = await this.pool.connect()
      try {
        // Drizzle begins, commits and rolls back, so that a nested `db.transaction` is a savepoint.
        return await this.gate.insideTransaction(() => drizzleOver(client).transaction((db) => work(transactionOn(client, db))))
      } finally {
        client.release()
      }
    })
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.query('select pg_notify($1, $2)', [checkChannel(channel), checkPayload(payload)])
  }

  listen(channel: string, listener: (payload: string) => void, options: ListenOptions = {}): Promise<() => Promise<void>> {
    return this.gate.pass(async () => this.listener.listen(checkChannel(channel), listener, options))
  }

  close(): Promise<void> {
    this.closed ??= this.closeNow()
    return this.closed
  }

  private async closeNow(): Promise<void> {
    await this.gate.close()
    await Promise.all([this.listener.close(), this.pool.end()])
  }
}

/** What Drizzle uses of a pool. It knows one by the end of its class's name. */
class GatedPool {
  private readonly pool: pg.Pool
  private readonly gate: Gate

  constructor(pool: pg.Pool, gate: Gate) {
    this.pool = pool
    this.gate = gate
  }

  query(config: pg.QueryConfig, params: unknown[]): Promise<pg.QueryResult> {
    return this.gate.pass(() => this.pool.query(config, params))
  }

  connect(): Promise<pg.PoolClient> {
    return this.gate.pass(() => this.pool.connect())
  }
}

function drizzleOver(client: pg.Pool | pg.PoolClient): ControlDatabase {
  return drizzle({ client }) as unknown as ControlDatabase
}

function transactionOn(client: pg.PoolClient, db: ControlDatabase): ControlTransaction {
  const query = <Row extends object>(text: string, params: readonly SqlValue[] = []): Promise<Row[]> => queryOn<Row>(client, text, params)
  return {
    db,
    query,
    notify: async (channel, payload = '') => void (await query('select pg_notify($1, $2)', [checkChannel(channel), checkPayload(payload)])),
    run: async (script) =>
      void (await client.query(script).catch((error: unknown) => {
        throw asControlError(error)
      })),
  }
}

async function queryOn<Row extends object>(client: pg.Pool | pg.PoolClient, text: string, params: readonly SqlValue[]): Promise<Row[]> {
  try {
    return (await client.query(text, [...params])).rows as Row[]
  } catch (error) {
    throw asControlError(error)
  }
}
