/** Rows for tests: every column filled with nothing, but for what is given. */
import { BlockWriter } from '../src/planes/telemetry/native-block.ts'
import { type ColumnName, type ColumnType, TABLES, type TableName } from '../src/planes/telemetry/tables.ts'

export type GivenRow<Table extends TableName> = Partial<Record<ColumnName<Table>, unknown>>

const METHOD: Record<ColumnType, [name: string, nothing: unknown]> = {
  String: ['text', ''],
  UInt8: ['u8', 0],
  UInt16: ['u16', 0],
  UInt32: ['u32', 0],
  UInt64: ['u64', 0],
  Float64: ['f64', 0],
  DateTime: ['dateTime', 0],
  'DateTime64(9)': ['dateTime64', 0n],
  'FixedString(32)': ['bytes32', new Uint8Array(32)],
  'Nullable(UInt8)': ['u8', null],
  'Nullable(UInt32)': ['u32', null],
  'Nullable(UInt64)': ['u64', null],
  'Nullable(Float64)': ['f64', null],
  'Nullable(Decimal(38, 18))': ['decimal', null],
  'Array(String)': ['texts', []],
  'Array(Float64)': ['f64s', []],
  'Array(UInt64)': ['u64s', []],
  'Map(String, String)': ['map', []],
}

/** A block for `TelemetryPlane.insert`. `received_at` is now where it is not given, so that nothing is past its retention. */
export function blockOf<Table extends TableName>(table: Table, rows: readonly GivenRow<Table>[]): Uint8Array<ArrayBuffer> {
  const writer = new BlockWriter<TableName>(table)
  const columns = Object.entries(TABLES[table]) as [ColumnName<Table>, ColumnType][]
  for (const row of rows) {
    for (const [name, type] of columns) {
      const [method, nothing] = METHOD[type]
      const column = writer.column(name as never) as unknown as Record<string, (value: unknown) => void>
      column[method]?.(row[name] ?? (name === 'received_at' ? Math.floor(Date.now() / 1000) : nothing))
    }
  }
  return writer.finish()
}
