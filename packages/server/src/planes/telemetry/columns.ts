/** One writer per column type of a Native block. Each value appended is one row's. */
import { ColumnBytes } from './column-bytes.ts'
import { decimalParts } from './decimal-text.ts'
import type { ColumnType } from './tables.ts'

/** What a block needs of every column. */
export interface Column {
  readonly rows: number
  readonly bytes: number
  /** Copies the column's data to `to` from `at` on, and answers where it ends. */
  write(to: Uint8Array, at: number): number
  reset(): void
}

/** Cells of one fixed size. Little-endian, as every machine Node runs on for us. */
abstract class FixedColumn implements Column {
  rows = 0
  protected readonly store = new ColumnBytes()
  private readonly size: number

  constructor(size: number) {
    this.size = size
  }

  get bytes(): number {
    return this.store.length
  }

  /** Where the next cell goes. Call it before touching the memory: it may move it. */
  protected next(): number {
    const { store, size } = this
    if (store.length + size > store.data.length) store.reserve(size)
    const at = store.length
    store.length += size
    this.rows++
    return at
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

export class U8Column extends FixedColumn {
  constructor() {
    super(1)
  }

  u8(value: number): void {
    const at = this.next()
    this.store.data[at] = value
  }
}

export class U16Column extends FixedColumn {
  constructor() {
    super(2)
  }

  u16(value: number): void {
    const at = this.next()
    this.store.data[at] = value
    this.store.data[at + 1] = value >>> 8
  }
}

export class U32Column extends FixedColumn {
  constructor() {
    super(4)
  }

  u32(value: number): void {
    const at = this.next()
    put32(this.store.data, at, value)
  }
}

/** Whole seconds since 1970, UTC. What the type cannot hold is put at its end. */
export class DateTimeColumn extends FixedColumn {
  constructor() {
    super(4)
  }

  dateTime(seconds: number): void {
    const at = this.next()
    put32(this.store.data, at, seconds < 0 ? 0 : seconds > 0xffff_ffff ? 0xffff_ffff : seconds)
  }
}

/**
 * Cells of 8 bytes. Numbers, big integers and floats are written through views of the same memory: a view takes a big
 * integer several times faster than byte-wise writing. Views write in the machine's order, which is little-endian.
 */
abstract class WordColumn implements Column {
  rows = 0
  protected words = new BigInt64Array(FIRST_WORDS)
  protected halves = new Uint32Array(this.words.buffer)
  protected doubles = new Float64Array(this.words.buffer)

  get bytes(): number {
    return this.rows * 8
  }

  /** Where the next cell goes, counted in cells. Call it before touching the memory: it may move it. */
  protected next(): number {
    if (this.rows === this.words.length) this.resize(this.rows * 2)
    return this.rows++
  }

  private resize(count: number): void {
    const words = new BigInt64Array(count)
    words.set(this.words.subarray(0, this.rows))
    this.words = words
    this.halves = new Uint32Array(words.buffer)
    this.doubles = new Float64Array(words.buffer)
  }

  write(to: Uint8Array, at: number): number {
    to.set(new Uint8Array(this.words.buffer, 0, this.bytes), at)
    return at + this.bytes
  }

  reset(): void {
    this.rows = 0
    if (this.words.length > KEPT_WORDS) this.resize(FIRST_WORDS)
  }
}

const FIRST_WORDS = 128
const KEPT_WORDS = 512 * 1024

export class U64Column extends WordColumn {
  /** A number must be whole and at most 2^53. What the type cannot hold is put at its end. */
  u64(value: number | bigint): void {
    const at = this.next()
    if (typeof value === 'bigint') this.words[at] = value < 0n ? 0n : value > MAX_UINT64 ? MAX_UINT64 : value
    else {
      const held = value < 0 ? 0 : value
      this.halves[at * 2] = held
      this.halves[at * 2 + 1] = held / 0x1_0000_0000
    }
  }
}

/** Nanoseconds since 1970, UTC. What the type cannot hold (before 1900, after 2262) is put at its end. */
export class DateTime64Column extends WordColumn {
  dateTime64(ns: bigint): void {
    const at = this.next()
    this.words[at] = ns < MIN_TIME_NS ? MIN_TIME_NS : ns > MAX_INT64 ? MAX_INT64 : ns
  }
}

export class F64Column extends WordColumn {
  f64(value: number): void {
    const at = this.next()
    this.doubles[at] = value
  }
}

class DecimalColumn extends FixedColumn {
  constructor() {
    super(16)
  }

  /** 128 bits, two's complement. */
  parts(value: bigint): void {
    const at = this.next()
    this.store.data.writeBigUInt64LE(value & 0xffff_ffff_ffff_ffffn, at)
    this.store.data.writeBigInt64LE(value >> 64n, at + 8)
  }
}

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

  /** Decimal text; see `decimalParts` for what is taken. Throws a RangeError on anything else. */
  decimal(value: string | null | undefined): void {
    const parts = value == null ? 0n : decimalParts(value)
    if (parts === undefined) throw new RangeError('not a number that Decimal(38, 18) can hold')
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
  'Nullable(UInt8)': NullableU8Column
  'Nullable(UInt32)': NullableU32Column
  'Nullable(UInt64)': NullableU64Column
  'Nullable(Float64)': NullableF64Column
  'Nullable(Decimal(38, 18))': NullableDecimalColumn
  'Array(String)': TextsColumn
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
  'Nullable(UInt8)': NullableU8Column,
  'Nullable(UInt32)': NullableU32Column,
  'Nullable(UInt64)': NullableU64Column,
  'Nullable(Float64)': NullableF64Column,
  'Nullable(Decimal(38, 18))': NullableDecimalColumn,
  'Array(String)': TextsColumn,
  'Map(String, String)': MapColumn,
}

const MAX_INT64 = 2n ** 63n - 1n
const MAX_UINT64 = 2n ** 64n - 1n
/** 1900-01-01: the earliest DateTime64. */
const MIN_TIME_NS = -2_208_988_800_000_000_000n

function put32(data: Uint8Array, at: number, value: number): void {
  data[at] = value
  data[at + 1] = value >>> 8
  data[at + 2] = value >>> 16
  data[at + 3] = value >>> 24
}
