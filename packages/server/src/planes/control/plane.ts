/**
 * The control plane: one PostgreSQL dialect, two engines. Nothing outside this folder knows which engine answers.
 *
 * Two doors into the same tables: `db` (Drizzle) for a room's own tables, `query` for SQL written out. Both engines give
 * the same JavaScript values through either door, with one exception: raw SQL goes through `query`, never `db.execute`,
 * whose values differ between the drivers.
 */
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

export type ControlDatabase = PgDatabase<PgQueryResultHKT, Record<string, never>>

/** A document for a `jsonb` column is passed as the text `storableJson` makes of it. */
export type SqlValue = string | number | bigint | boolean | Date | Uint8Array | null | readonly string[] | readonly number[]

export interface ControlQueries {
  readonly db: ControlDatabase

  /**
   * Runs one statement; what a client sent goes into `params` ($1, $2, ...), never into `text`. 64-bit integers come as
   * numbers (as bigint beyond 2^53), numeric and date as text, timestamptz as Date, bytea as bytes.
   * Throws `ControlError`.
   */
  query<Row extends object>(text: string, params?: readonly SqlValue[]): Promise<Row[]>

  /** Tells every listener on every process; inside a transaction, when and only when it commits. At most 7,900 bytes. */
  notify(channel: string, payload?: string): Promise<void>
}

export interface ControlTransaction extends ControlQueries {
  /** Runs a script of several statements without parameters. For migrations. */
  run(script: string): Promise<void>
}

export interface ListenOptions {
  /** The connection was lost for a while and messages with it: read the state afresh. */
  onGap?: () => void
}

/** See lease.ts. */
export interface Lease {
  readonly name: string
  readonly holder: string
  /** Grows by at least one with every acquisition of this name. */
  readonly token: number
}

export interface Leases {
  /** Undefined when another holds it, even under the same holder's name. Renew well before `ttlMs` is over. */
  acquire(name: string, holder: string, ttlMs: number): Promise<Lease | undefined>
  /** False when the lease was lost: stop the work. */
  renew(lease: Lease, ttlMs: number): Promise<boolean>
  /** Free for the next at once. Does nothing when the lease was lost. */
  release(lease: Lease): Promise<void>
}

export interface ControlPlane extends ControlQueries {
  readonly engine: 'embedded' | 'server'
  /** What the engine calls itself. */
  readonly version: string
  readonly leases: Leases

  /**
   * All or nothing, at read committed. Inside `work` use only what it is handed: the plane itself would wait for this very
   * transaction on the embedded engine, so both engines refuse it.
   */
  transaction<T>(work: (transaction: ControlTransaction) => Promise<T>): Promise<T>

  /** Channels are lower-case letters and underscores. A listener that throws is logged. Answers the way out. */
  listen(channel: string, listener: (payload: string) => void, options?: ListenOptions): Promise<() => Promise<void>>

  /** Waits for what is in flight, then closes. What is called afterwards fails with `control_closed`. */
  close(): Promise<void>
}
