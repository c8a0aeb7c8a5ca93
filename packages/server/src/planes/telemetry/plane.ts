/**
 * The telemetry plane: one ClickHouse dialect, two engines. Nothing outside this folder knows which engine answers.
 */
import type { Statement } from './statement.ts'
import type { TableName } from './tables.ts'

export interface SelectOptions {
  /** The engine stops the query after this many seconds. Default 30. */
  maxSeconds?: number
  /** More rows than this is an error, never a silent cut. Default 100,000. */
  maxRows?: number
}

export interface TelemetryPlane {
  readonly engine: 'embedded' | 'server'

  /**
   * Rows of a read, as plain objects. 64-bit and decimal columns come as text; DateTime64 as ClickHouse prints it (UTC).
   * Throws `EngineError` with the engine's code; `retryable` says whether the same call may pass later.
   */
  select<Row>(statement: Statement, options?: SelectOptions): Promise<Row[]>

  /**
   * The same rows as text, for another thread to parse: a JSON list with a list of values for each column, in the order of the
   * statement. 64-bit and decimal columns come quoted.
   */
  selectColumns(statement: Statement, options?: SelectOptions): Promise<string>

  /**
   * Stores one Native block. Resolves when the rows are in the table: this is what an acknowledgement rests on.
   * The bytes never become part of a statement. The caller keeps ownership and must not change them before it resolves.
   */
  insert(table: TableName, block: Uint8Array, rows: number): Promise<void>

  /**
   * Rows of a read as a Parquet file, for exports of any length. Nothing is kept when the reader stops half way.
   */
  file(statement: Statement): Promise<AsyncIterable<Uint8Array>>

  /** Runs a statement that answers nothing (DDL, mutations, OPTIMIZE). */
  execute(statement: Statement): Promise<void>

  /** Waits for what is in flight, then closes. Nothing may be called afterwards. */
  close(): Promise<void>
}
