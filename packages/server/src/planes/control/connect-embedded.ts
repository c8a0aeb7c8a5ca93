/**
 * PGlite: PostgreSQL in this process. One connection, so statements run one after another, each for as long as it takes on
 * this thread (1-2 ms for an insert). It does not call fsync: what was acknowledged survives the end of this process in any
 * way, but not a power cut in the following seconds.
 */
import { join } from 'node:path'
import { PGlite, types } from '@electric-sql/pglite'
import { drizzle } from 'drizzle-orm/pglite'
import type { Log } from '../../kit/log.ts'
import { asControlError } from './control-error.ts'
import { checkChannel, checkPayload } from './channels.ts'
import { prepareDataDirectory, templatePath } from './data-directory.ts'
import { Gate } from './gate.ts'
import { createLeases } from './lease.ts'
import { lockFolder } from './one-process.ts'
import type { ControlDatabase, ControlPlane, ControlTransaction, SqlValue } from './plane.ts'

/** What Drizzle's PGlite session uses of a client; a transaction of the engine has the same `query` and `exec`. */
type EngineQueries = Pick<PGlite, 'query' | 'exec'>

/** The default of 128 MB is touched whole at the start; control data is small. Measured: 301 MB of memory with it, 167 MB so. */
const START_PARAMETERS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=8MB']

/** A day has no time zone, so it stays text. */
const parsers = { [types.DATE]: (text: string) => text }

export interface EmbeddedOptions {
  dataDir: string
  log: Log
  /** Default: the one the build made. */
  template?: string
}

export async function connectEmbedded({ dataDir, log, template = templatePath }: EmbeddedOptions): Promise<ControlPlane> {
  const folder = join(dataDir, 'control')
  const unlock = await lockFolder(folder)
  try {
    const origin = await prepareDataDirectory(folder, template, async (path) => (await PGlite.create(path)).close())
    if (origin === 'initdb') log.warn({}, 'the prepared control database is missing, so one was made from scratch; npm run build makes it')
    const engine = await PGlite.create(folder, { parsers, startParams: START_PARAMETERS })
    await engine.exec(`set time zone 'UTC'`)
    const { rows } = await engine.query<{ version: string }>('select version()')
    return new EmbeddedControl(engine, rows[0]?.version ?? '', unlock, log)
  } catch (error) {
    await unlock()
    throw asControlError(error)
  }
}

class EmbeddedControl implements ControlPlane {
  readonly engine = 'embedded'
  readonly version: string
  readonly leases = createLeases(this)
  readonly db: ControlDatabase
  private readonly pglite: PGlite
  private readonly unlock: () => Promise<void>
  private readonly log: Log
  private readonly gate = new Gate()
  private closed: Promise<void> | undefined

  constructor(pglite: PGlite, version: string, unlock: () => Promise<void>, log: Log) {
    this.pglite = pglite
    this.version = version
    this.unlock = unlock
    this.log = log
    this.db = drizzleOver({
      query: (text, params, options) => this.gate.pass(() => pglite.query(text, params, options)),
      exec: (text, options) => this.gate.pass(() => pglite.exec(text, options)),
      transaction: (work) => this.gate.pass(() => pglite.transaction((engine) => this.gate.insideTransaction(() => work(engine)))),
    })
  }

  query<Row extends object>(text: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    return this.gate.pass(async () => (await this.pglite.query<Row>(text, [...params])).rows)
  }

  transaction<T>(work: (transaction: ControlTransaction) => Promise<T>): Promise<T> {
    return this.gate.pass(() => this.pglite.transaction((engine) => this.gate.insideTransaction(() => joined(engine, work))))
  }

  async notify(channel: string, payload = ''): Promise<void> {
    await this.query('select pg_notify($1, $2)', [checkChannel(channel), checkPayload(payload)])
  }

  async listen(channel: string, listener: (payload: string) => void): Promise<() => Promise<void>> {
    // The engine calls from inside the statement that notified; the listener must not stand in its way.
    const heard = (payload: string): void => void setImmediate(() => this.tell(channel, listener, payload))
    const leave = await this.gate.pass(() => this.pglite.listen(checkChannel(channel), heard))
    return () => this.gate.pass(() => leave())
  }

  close(): Promise<void> {
    this.closed ??= this.closeNow()
    return this.closed
  }

  private async closeNow(): Promise<void> {
    await this.gate.close()
    try {
      await this.pglite.close()
    } finally {
      await this.unlock()
    }
  }

  private tell(channel: string, listener: (payload: string) => void, payload: string): void {
    try {
      listener(payload)
    } catch (error) {
      this.log.error({ channel, error }, 'a listener failed')
    }
  }
}

function joined<T>(engine: EngineQueries, work: (transaction: ControlTransaction) => Promise<T>): Promise<T> {
  const wrapped = <R>(result: Promise<R>): Promise<R> =>
    result.catch((error: unknown) => {
      throw asControlError(error)
    })
  const query = <Row extends object>(text: string, params: readonly SqlValue[] = []): Promise<Row[]> =>
    wrapped(engine.query<Row>(text, [...params])).then(({ rows }) => rows)
  // The engine has begun already: Drizzle gets a client whose `transaction` only hands on, so that a nested one is a savepoint.
  const client = {
    query: engine.query.bind(engine),
    exec: engine.exec.bind(engine),
    transaction: (inner: (engine: EngineQueries) => unknown) => inner(engine),
  }
  return drizzleOver(client as unknown as PGlite).transaction((db) =>
    work({
      db,
      query,
      notify: async (channel, payload = '') =>
        void (await query('select pg_notify($1, $2)', [checkChannel(channel), checkPayload(payload)])),
      run: async (script) => void (await wrapped(engine.exec(script))),
    }),
  )
}

function drizzleOver(client: Pick<PGlite, 'query' | 'exec' | 'transaction'>): ControlDatabase {
  return drizzle({ client: client as PGlite }) as unknown as ControlDatabase
}
