/**
 * Rows of one table as a block of ClickHouse's Native format: column by column, as the engine keeps them.
 *
 *     const spans = new BlockWriter('spans')
 *     spans.column('name').text(name)        // every column once per row, in any order
 *     spans.column('start_time').dateTime64(startNs)
 *     spans.finish()
 *
 * Take the columns once and keep them: `column` is a look-up. Runs in any thread; knows no engine.
 */
import { assert } from '../../kit/errors.ts'
import { ColumnBytes } from './column-bytes.ts'
import { COLUMN_OF, type ColumnOf } from './columns.ts'
import type { Column } from './fixed-columns.ts'
import { type ColumnName, type Columns, TABLES, type TableName } from './tables.ts'

type ColumnTypeOf<Table extends TableName, Name extends ColumnName<Table>> = (typeof TABLES)[Table][Name] & keyof ColumnOf
/** The writer of a column: which method it has follows from the column's type in tables.ts. */
export type TableColumn<Table extends TableName, Name extends ColumnName<Table>> = ColumnOf[ColumnTypeOf<Table, Name>]

interface Entry {
  name: string
  /** Name and type as they stand before the column's data. */
  head: Uint8Array
  column: Column
}

export class BlockWriter<Table extends TableName = TableName> {
  readonly table: Table
  private readonly entries: readonly Entry[]

  constructor(table: Table) {
    this.table = table
    const columns: Columns = TABLES[table]
    this.entries = Object.entries(columns).map(([name, type]) => ({ name, head: headOf(name, type), column: new COLUMN_OF[type]() }))
  }

  column<Name extends ColumnName<Table>>(name: Name): TableColumn<Table, Name> {
    const entry = this.entries.find((each) => each.name === name)
    assert(entry, `table ${this.table} has no column ${name}`)
    return entry.column as TableColumn<Table, Name>
  }

  /** Rows so far: those of the first column. */
  get rows(): number {
    return this.entries[0]?.column.rows ?? 0
  }

  /** Size so far, without the few hundred bytes of names. */
  get bytes(): number {
    let sum = 0
    for (const { column } of this.entries) sum += column.bytes
    return sum
  }

  /** Where a column's data will stand, in bytes before the end of the block: for cells of one size that are filled in later. */
  beforeEnd(name: ColumnName<Table>): number {
    const from = this.entries.findIndex((each) => each.name === name)
    const [own, ...behind] = this.entries.slice(from)
    assert(from >= 0 && own, `table ${this.table} has no column ${name}`)
    return behind.reduce((sum, { head, column }) => sum + head.length + column.bytes, own.column.bytes)
  }

  /** The block, in memory that `take` gives (it may be handed to another thread), and starts anew. */
  finish(take: (bytes: number) => Uint8Array<ArrayBuffer> = ownMemory): Uint8Array<ArrayBuffer> {
    const { rows, entries } = this
    for (const { name, column } of entries) {
      assert(column.rows === rows, `a block of ${this.table} has ${rows} rows but ${column.rows} in column ${name}`)
    }
    const start = new ColumnBytes()
    start.varint(entries.length)
    start.varint(rows)
    const size = entries.reduce((sum, { head, column }) => sum + head.length + column.bytes, start.length)
    const block = take(size)
    block.set(start.data.subarray(0, start.length))
    let at = start.length
    for (const { head, column } of entries) {
      block.set(head, at)
      at = column.write(block, at + head.length)
    }
    this.reset()
    return block
  }

  /** Forgets the rows so far. */
  reset(): void {
    for (const { column } of this.entries) column.reset()
  }
}

function ownMemory(bytes: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.allocUnsafeSlow(bytes).buffer)
}

function headOf(name: string, type: string): Uint8Array {
  const head = new ColumnBytes()
  head.text(name)
  head.text(type)
  return Uint8Array.from(head.data.subarray(0, head.length))
}

/** Every column of a table by its name, for a writer that fills them all. */
export function columnsOf<Table extends TableName>(
  writer: BlockWriter<Table>,
): { readonly [Name in ColumnName<Table>]: TableColumn<Table, Name> } {
  const names = Object.keys(TABLES[writer.table]) as ColumnName<Table>[]
  return Object.fromEntries(names.map((name) => [name, writer.column(name)])) as { [Name in ColumnName<Table>]: TableColumn<Table, Name> }
}
