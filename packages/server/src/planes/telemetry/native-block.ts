/** Rows of one table as a block of ClickHouse's Native format. Imports no engine: it runs in the ingest thread. */
import {
  type Column,
  DecimalColumn,
  Float64Column,
  NanosecondsColumn,
  NullableColumn,
  TextColumn,
  TextMapColumn,
  type TextPairs,
  TextsColumn,
  Uint64Column,
  UintColumn,
  writeVarint,
} from './native-column.ts'
import { type ColumnType, TABLES, type TableName } from './tables.ts'

/** What a column of a type takes. */
interface Values {
  String: string
  UInt8: number
  UInt16: number
  UInt32: number
  UInt64: bigint | number
  Float64: number
  DateTime: number
  'DateTime64(9)': bigint
  'Nullable(UInt8)': number | undefined
  'Nullable(UInt32)': number | undefined
  'Nullable(UInt64)': bigint | number | undefined
  'Nullable(Float64)': number | undefined
  'Nullable(Decimal(38, 18))': string | undefined
  'Array(String)': Iterable<string>
  'Map(String, String)': TextPairs
}

const MAKE: { [Type in ColumnType]: () => Column<Values[Type]> } = {
  String: () => new TextColumn(),
  UInt8: () => new UintColumn(1),
  UInt16: () => new UintColumn(2),
  UInt32: () => new UintColumn(4),
  UInt64: () => new Uint64Column(),
  Float64: () => new Float64Column(),
  DateTime: () => new UintColumn(4),
  'DateTime64(9)': () => new NanosecondsColumn(),
  'Nullable(UInt8)': () => new NullableColumn(new UintColumn(1), 0),
  'Nullable(UInt32)': () => new NullableColumn(new UintColumn(4), 0),
  'Nullable(UInt64)': () => new NullableColumn<bigint | number>(new Uint64Column(), 0),
  'Nullable(Float64)': () => new NullableColumn(new Float64Column(), 0),
  'Nullable(Decimal(38, 18))': () => new NullableColumn(new DecimalColumn(), '0'),
  'Array(String)': () => new TextsColumn(),
  'Map(String, String)': () => new TextMapColumn(),
}

type ColumnsOf<Table extends TableName> = {
  readonly [Name in keyof (typeof TABLES)[Table]]: Column<Values[(typeof TABLES)[Table][Name] & ColumnType]>
}

export class BlockWriter<Table extends TableName = TableName> {
  readonly table: Table
  /** Add one value to every column, then call `endRow`. */
  readonly columns: ColumnsOf<Table>
  private readonly list: readonly (readonly [name: string, type: ColumnType, column: Column<never>])[]
  private count = 0

  constructor(table: Table) {
    this.table = table
    const types: Record<string, ColumnType> = TABLES[table]
    this.list = Object.entries(types).map(([name, type]) => [name, type, MAKE[type]() as Column<never>] as const)
    this.columns = Object.fromEntries(this.list.map(([name, , column]) => [name, column])) as unknown as ColumnsOf<Table>
  }

  endRow(): void {
    this.count++
  }

  get rows(): number {
    return this.count
  }

  /** Bytes of values so far. */
  get bytes(): number {
    let sum = 0
    for (const [, , column] of this.list) sum += column.byteLength
    return sum
  }

  /** The block, in a buffer of its own that may be moved to another thread. The writer is empty afterwards. */
  finish(): Uint8Array<ArrayBuffer> {
    const heads = this.list.map(([name, type]) => head(name, type))
    const start = Buffer.alloc(10)
    const startLength = writeVarint(start, writeVarint(start, 0, this.list.length), this.count)
    const size = this.bytes + startLength + heads.reduce((sum, bytes) => sum + bytes.length, 0)
    const block = new Uint8Array(size)
    block.set(start.subarray(0, startLength))
    let at = startLength
    for (const [index, [, , column]] of this.list.entries()) {
      block.set(heads[index], at)
      at = column.flush(block, at + heads[index].length)
    }
    this.count = 0
    return block
  }
}

function head(name: string, type: ColumnType): Buffer {
  return Buffer.concat([name, type].map((text) => Buffer.concat([Buffer.of(text.length), Buffer.from(text)])))
}
