/** The texts that both engines are asked with. They differ only in who carries them. */
import { assert } from '../../kit/errors.ts'
import type { SelectOptions } from './plane.ts'
import { identifier, type Statement } from './statement.ts'
import { TABLES, type TableName } from './tables.ts'

export const DEFAULT_MAX_SECONDS = 30
export const DEFAULT_MAX_ROWS = 100_000
const MAX_RESULT_BYTES = 256 * 1024 * 1024

/** Longest statement, in bytes. The engine's own default, 256 KiB, is too short for a few thousand trace ids. */
export const MAX_STATEMENT_BYTES = 2 * 1024 * 1024

/**
 * Settings stand in the statement itself: given in any other way they stay behind on an embedded connection.
 * Numbers of 64 bits and decimals become JSON text because a JSON number would lose digits; the answer is one JSON array.
 */
export function selectText(
  statement: Statement,
  options: SelectOptions = {},
  more: Readonly<Record<string, string>> = {},
  format: 'JSONEachRow' | 'JSONCompactColumns' = 'JSONEachRow',
): string {
  const { maxSeconds = DEFAULT_MAX_SECONDS, maxRows = DEFAULT_MAX_ROWS } = options
  assert(maxSeconds > 0 && Number.isSafeInteger(maxRows) && maxRows > 0, 'limits of a select are positive numbers')
  const settings = {
    max_execution_time: `${maxSeconds}`,
    max_result_rows: `${maxRows}`,
    max_result_bytes: `${MAX_RESULT_BYTES}`,
    result_overflow_mode: "'throw'",
    timeout_overflow_mode: "'throw'",
    session_timezone: "'UTC'",
    date_time_output_format: "'simple'",
    output_format_json_array_of_rows: '1',
    output_format_json_quote_64bit_integers: '1',
    output_format_json_quote_decimals: '1',
    output_format_json_quote_denormals: '0',
    ...more,
  }
  const list = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  return `${statement.text}\nSETTINGS ${list.join(', ')}\nFORMAT ${format}`
}

/** Of a read that becomes a file: as long as it takes, within reason. */
const FILE_MAX_SECONDS = 600

export function fileText(statement: Statement): string {
  return `${statement.text}\nSETTINGS max_execution_time = ${FILE_MAX_SECONDS}, session_timezone = 'UTC'`
}

export function rowsOf<Row>(answer: string): Row[] {
  return answer === '' ? [] : (JSON.parse(answer) as Row[])
}

export interface TableShape {
  /** `table` (columns): what an INSERT begins with. */
  into: string
  /** Names and types, as the `file` function wants them. */
  structure: string
}

export function tableShape(table: TableName): TableShape {
  const entries = Object.entries(TABLES[table])
  const columns = entries.map(([name]) => identifier(name).text).join(', ')
  return {
    into: `${identifier(table).text} (${columns})`,
    structure: entries.map(([name, type]) => `${name} ${type}`).join(', '),
  }
}

/** Reads the row count a Native block says of itself, so that a block cut short or mixed up is refused before it is sent. */
export function blockRows(block: Uint8Array): number {
  const [, afterColumns] = varint(block, 0)
  return varint(block, afterColumns)[0]
}

function varint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0
  for (let at = from, scale = 1; at < bytes.length && at < from + 6; at++, scale *= 128) {
    const byte = bytes[at] ?? 0
    value += (byte & 0x7f) * scale
    if (byte < 0x80) return [value, at + 1]
  }
  return [NaN, bytes.length]
}

/**
 * Rows that share a key are joined by merges and by readers, so joining them within a block as well only costs:
 * a quarter of an insert's CPU for the widest tables.
 */
export const INSERT_SETTINGS = 'SETTINGS optimize_on_insert = 0'
