/** Columns whose cells all have one size. Numbers are little-endian, as every machine that Node runs on for us. */
import { ColumnBytes } from './column-bytes.ts'

/** What a block needs of every column. */
export interface Column {
  readonly rows: number
  readonly bytes: number
  /** Copies the column's data to `to` from `at` on, and answers where it ends. */
  write(to: Uint8Array, at: number): number
  reset(): void
}

/** Cells of up to four bytes, or of an odd size. */
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

/** 32 bytes, such as a hash. */
export class Bytes32Column extends FixedColumn {
  constructor() {
    super(32)
  }

  bytes32(value: Uint8Array): void {
    const at = this.next()
    this.store.data.set(value, at)
  }
}

export class DecimalColumn extends FixedColumn {
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
