/** One writer per column type of a Native block. Each value appended is one row's. */
import { parseDecimal } from '../../kit/decimal.ts'
import { ColumnBytes } from './column-bytes.ts'
import {
  Bytes32Column,
  type Column,
  DateTime64Column,
  DateTimeColumn,
  DecimalColumn,
  F64Column,
  U16Column,
  U32Column,
  U64Column,
  U8Column,
} from './fixed-columns.ts'
import type { ColumnType } from './tables.ts'

export class TextColumn implements Column {
  rows = 0
  private readonly store = new ColumnBytes()

  text(value: string): void {
    this.store.text(value)
    this.rows++
  }

  get bytes(): number {
    return this.store.length
  }

  write(to: Uint8Array, at: number): number {
    to.set(this.store.data.subarray(0, this.store.length), at)
    return at + this.store.length
  }

  reset(): void {
    this.rows = 0
    this.store.reset()
  }
}

/** One byte per row that says whether it is null, then the values, with a zero in the place of a null. */
abstract class NullableColumn<Values extends Column> implements Column {
  protected readonly nulls = new U8Column()
  protected readonly values: Values

  constructor(values: Values) {
    this.values = values
  }

  get rows(): number {
    return this.nulls.rows
  }

  get bytes(): number {
    return this.nulls.bytes + this.values.bytes
  }

  write(to: Uint8Array, at: number): number {
    return this.values.write(to, this.nulls.write(to, at))
  }

  reset(): void {
    this.nulls.reset()
    this.values.reset()
  }
}

export class NullableU8Column extends NullableColumn<U8Column> {
  constructor() {
    super(new U8Column())
  }

  u8(value: number | null | undefined): void {
    this.nulls.u8(value == null ? 1 : 0)
    this.values.u8(value ?? 0)
  }
}

export class NullableU32Column extends NullableColumn<U32Column> {
  constructor() {
    super(new U32Column())
  }

  u32(value: number | null | undefined): void {
    this.nulls.u8(value == null ? 1 : 0)
    this.values.u32(value ?? 0)
  }
}

export class NullableU64Column extends NullableColumn<U64Column> {
  constructor() {
    super(new U64Column())
  }

  u64(value: number | bigint | null | undefined): void {
    this.nulls.u8(value == null ? 1 : 0)
    this.values.u64(value ?? 0)
  }
}

export class NullableF64Column extends NullableColumn<F64Column> {
  constructor() {
    super(new F64Column())
  }

  f64(value: number | null | undefined): void {
    this.nulls.u8(value == null ? 1 : 0)
    this.values.f64(value ?? 0)
  }
}

export class NullableDecimalColumn extends NullableColumn<DecimalColumn> {
  constructor() {
    super(new DecimalColumn())
  }

  /** Decimal text as `parseDecimal` takes it; digits after the 18th are rounded. Throws a RangeError on anything else. */
  decimal(value: string | null | undefined): void {
    const parts = value == null ? 0n : parseDecimal(value, 18)
    if (parts === undefined || parts >= DECIMAL_END || parts <= -DECIMAL_END)
      throw new RangeError('not a number that Decimal(38, 18) can hold')
    this.nulls.u8(value == null ? 1 : 0)
    this.values.parts(parts)
  }
}

/** Where each row's values end, counted from the first row. */
class Offsets {
  private readonly ends = new U64Column()
  private values = 0

  get rows(): number {
    return this.ends.rows
  }

  get bytes(): number {
    return this.ends.bytes
  }

  end(values: number): void {
    this.values += values
    this.ends.u64(this.values)
  }

  write(to: Uint8Array, at: number): number {
    return this.ends.write(to, at)
  }

  reset(): void {
    this.values = 0
    this.ends.reset()
  }
}

export class TextsColumn implements Column {
  private readonly offsets = new Offsets()
  private readonly store = new ColumnBytes()

  texts(values: Iterable<string>): void {
    let count = 0
    for (const value of values) {
      this.store.text(value)
      count++
    }
    this.offsets.end(count)
  }

  get rows(): number {
    return this.offsets.rows
  }

  get bytes(): number {
    return this.offsets.bytes + this.store.length
  }

  write(to: Uint8Array, at: number): number {
    const from = this.offsets.write(to, at)
    to.set(this.store.data.subarray(0, this.store.length), from)
    return from + this.store.length
  }

  reset(): void {
    this.offsets.reset()
    this.store.reset()
  }
}

/** A list of numbers: the offsets of the rows, then the numbers of all rows. */
class NumbersColumn<Values extends F64Column | U64Column> implements Column {
  private readonly offsets = new Offsets()
  protected readonly values: Values

  constructor(values: Values) {
    this.values = values
  }

  protected end(count: number): void {
    this.offsets.end(count)
  }

  get rows(): number {
    return this.offsets.rows
  }

  get bytes(): number {
    return this.offsets.bytes + this.values.bytes
  }

  write(to: Uint8Array, at: number): number {
    return this.values.write(to, this.offsets.write(to, at))
  }

  reset(): void {
    this.offsets.reset()
    this.values.reset()
  }
}

export class F64sColumn extends NumbersColumn<F64Column> {
  constructor() {
    super(new F64Column())
  }

  f64s(values: readonly number[]): void {
    for (const value of values) this.values.f64(value)
    this.end(values.length)
  }
}

export class U64sColumn extends NumbersColumn<U64Column> {
  constructor() {
    super(new U64Column())
  }

  u64s(values: readonly (number | bigint)[]): void {
    for (const value of values) this.values.u64(value)
    this.end(values.length)
  }
}

/** A map is written entry by entry: `entry(key, value)` any number of times, then `end()` for the row. */
export class MapColumn implements Column {
  private readonly offsets = new Offsets()
  private readonly keys = new ColumnBytes()
  private readonly values = new ColumnBytes()
  private open = 0

  entry(key: string, value: string): void {
    this.keys.text(key)
    this.values.text(value)
    this.open++
  }

  end(): void {
    this.offsets.end(this.open)
    this.open = 0
  }

  /** A whole row at once. */
  map(entries: Iterable<readonly [key: string, value: string]>): void {
    for (const [key, value] of entries) this.entry(key, value)
    this.end()
  }

  get rows(): number {
    return this.offsets.rows
  }

  get bytes(): number {
    return this.offsets.bytes + this.keys.length + this.values.length
  }

  write(to: Uint8Array, at: number): number {
    const keysAt = this.offsets.write(to, at)
    to.set(this.keys.data.subarray(0, this.keys.length), keysAt)
    to.set(this.values.data.subarray(0, this.values.length), keysAt + this.keys.length)
    return keysAt + this.keys.length + this.values.length
  }

  reset(): void {
    this.offsets.reset()
    this.keys.reset()
    this.values.reset()
    this.open = 0
  }
}

export interface ColumnOf extends Record<ColumnType, Column> {
  String: TextColumn
  UInt8: U8Column
  UInt16: U16Column
  UInt32: U32Column
  UInt64: U64Column
  Float64: F64Column
  DateTime: DateTimeColumn
  'DateTime64(9)': DateTime64Column
  'FixedString(32)': Bytes32Column
  'Nullable(UInt8)': NullableU8Column
  'Nullable(UInt32)': NullableU32Column
  'Nullable(UInt64)': NullableU64Column
  'Nullable(Float64)': NullableF64Column
  'Nullable(Decimal(38, 18))': NullableDecimalColumn
  'Array(String)': TextsColumn
  'Array(Float64)': F64sColumn
  'Array(UInt64)': U64sColumn
  'Map(String, String)': MapColumn
}

export const COLUMN_OF: { readonly [Type in ColumnType]: new () => ColumnOf[Type] } = {
  String: TextColumn,
  UInt8: U8Column,
  UInt16: U16Column,
  UInt32: U32Column,
  UInt64: U64Column,
  Float64: F64Column,
  DateTime: DateTimeColumn,
  'DateTime64(9)': DateTime64Column,
  'FixedString(32)': Bytes32Column,
  'Nullable(UInt8)': NullableU8Column,
  'Nullable(UInt32)': NullableU32Column,
  'Nullable(UInt64)': NullableU64Column,
  'Nullable(Float64)': NullableF64Column,
  'Nullable(Decimal(38, 18))': NullableDecimalColumn,
  'Array(String)': TextsColumn,
  'Array(Float64)': F64sColumn,
  'Array(UInt64)': U64sColumn,
  'Map(String, String)': MapColumn,
}

/** The first number with too many digits. */
const DECIMAL_END = 10n ** 38n
