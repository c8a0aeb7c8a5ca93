/**
 * Columns of ClickHouse's Native format, written as bytes while rows come in. One class per wire shape.
 * Text is UTF-8: NUL stays, a lone surrogate becomes U+FFFD.
 */
import { Buffer } from 'node:buffer'

/** Shorter text is written character by character; longer text is worth a native call. */
const SHORT_TEXT = 48
const MAX_VARINT_BYTES = 5

export interface Column<Value> {
  add(value: Value): void
  readonly byteLength: number
  /** Copies what was added to `target` at `offset`, forgets it, and returns the offset behind it. */
  flush(target: Uint8Array, offset: number): number
}

/** A buffer that grows by doubling and keeps its size from block to block. */
class Bytes {
  buffer: Buffer = Buffer.allocUnsafeSlow(1024)
  length = 0

  /** Room for `more` bytes behind `length`. */
  reserve(more: number): Buffer {
    const needed = this.length + more
    if (needed > this.buffer.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.buffer.length * 2))
      grown.set(this.buffer.subarray(0, this.length))
      this.buffer = grown
    }
    return this.buffer
  }

  flush(target: Uint8Array, offset: number): number {
    target.set(this.buffer.subarray(0, this.length), offset)
    const end = offset + this.length
    this.length = 0
    return end
  }
}

abstract class BytesColumn<Value> implements Column<Value> {
  protected readonly data = new Bytes()
  abstract add(value: Value): void

  get byteLength(): number {
    return this.data.length
  }

  flush(target: Uint8Array, offset: number): number {
    return this.data.flush(target, offset)
  }
}

export function writeVarint(buffer: Uint8Array, offset: number, value: number): number {
  while (value > 127) {
    buffer[offset++] = (value & 127) | 128
    value >>>= 7
  }
  buffer[offset++] = value
  return offset
}

export class TextColumn extends BytesColumn<string> {
  add(text: string): void {
    if (text.length > SHORT_TEXT || !this.addAscii(text)) this.addUtf8(text)
  }

  /** False, and nothing added, when a character is not ASCII. */
  private addAscii(text: string): boolean {
    const { data } = this
    const buffer = data.reserve(text.length + 1)
    let at = data.length
    buffer[at++] = text.length
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 127) return false
      buffer[at++] = code
    }
    data.length = at
    return true
  }

  private addUtf8(text: string): void {
    const { data } = this
    const bytes = Buffer.byteLength(text, 'utf8')
    const buffer = data.reserve(bytes + MAX_VARINT_BYTES)
    const at = writeVarint(buffer, data.length, bytes)
    data.length = at + buffer.write(text, at, bytes, 'utf8')
  }
}

/** UInt8, UInt16, UInt32 and DateTime (seconds). Values outside the type are clamped. */
export class UintColumn extends BytesColumn<number> {
  private readonly size: 1 | 2 | 4
  private readonly most: number

  constructor(size: 1 | 2 | 4) {
    super()
    this.size = size
    this.most = 2 ** (size * 8) - 1
  }

  add(value: number): void {
    const clamped = value > 0 ? Math.min(Math.trunc(value), this.most) : 0
    this.data.reserve(this.size).writeUIntLE(clamped, this.data.length, this.size)
    this.data.length += this.size
  }
}

const MAX_UINT64 = 2n ** 64n - 1n

/** UInt64. Values outside the type are clamped. */
export class Uint64Column extends BytesColumn<bigint | number> {
  add(value: bigint | number): void {
    const buffer = this.data.reserve(8)
    if (typeof value === 'bigint') {
      buffer.writeBigUInt64LE(value < 0n ? 0n : value > MAX_UINT64 ? MAX_UINT64 : value, this.data.length)
    } else {
      const whole = value > 0 ? Math.min(Math.trunc(value), Number.MAX_SAFE_INTEGER) : 0
      buffer.writeUInt32LE(whole % 0x100000000, this.data.length)
      buffer.writeUInt32LE(Math.floor(whole / 0x100000000), this.data.length + 4)
    }
    this.data.length += 8
  }
}

/** DateTime64(9): nanoseconds since 1970. */
export class NanosecondsColumn extends BytesColumn<bigint> {
  add(value: bigint): void {
    this.data.reserve(8).writeBigInt64LE(BigInt.asIntN(64, value), this.data.length)
    this.data.length += 8
  }
}

export class Float64Column extends BytesColumn<number> {
  add(value: number): void {
    this.data.reserve(8).writeDoubleLE(value, this.data.length)
    this.data.length += 8
  }
}

const DECIMAL_SCALE = 18
const DECIMAL_LIMIT = 10n ** 38n

/** Decimal(38, 18) from exact decimal text. Throws where the text is not one or does not fit. */
export class DecimalColumn extends BytesColumn<string> {
  add(text: string): void {
    const scaled = scaleDecimal(text)
    const buffer = this.data.reserve(16)
    buffer.writeBigUInt64LE(BigInt.asUintN(64, scaled), this.data.length)
    buffer.writeBigUInt64LE(BigInt.asUintN(64, scaled >> 64n), this.data.length + 8)
    this.data.length += 16
  }
}

function scaleDecimal(text: string): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d{1,18}))?$/.exec(text)
  if (!parts) throw new RangeError('not a decimal with at most 18 places')
  const [, sign, whole, fraction = ''] = parts
  const scaled = BigInt(whole + fraction.padEnd(DECIMAL_SCALE, '0'))
  if (scaled >= DECIMAL_LIMIT) throw new RangeError('a decimal of more than 20 digits before the point')
  return sign === '-' ? -scaled : scaled
}

/** Nullable(T): a mask, then values with a filler under the mask. */
export class NullableColumn<Value> implements Column<Value | undefined> {
  private readonly mask = new UintColumn(1)
  private readonly values: Column<Value>
  private readonly filler: Value

  constructor(values: Column<Value>, filler: Value) {
    this.values = values
    this.filler = filler
  }

  add(value: Value | undefined): void {
    this.mask.add(value === undefined ? 1 : 0)
    this.values.add(value === undefined ? this.filler : value)
  }

  get byteLength(): number {
    return this.mask.byteLength + this.values.byteLength
  }

  flush(target: Uint8Array, offset: number): number {
    return this.values.flush(target, this.mask.flush(target, offset))
  }
}

/** Array(String): offsets, then all texts. */
export class TextsColumn implements Column<Iterable<string>> {
  private readonly offsets = new Uint64Column()
  private readonly texts = new TextColumn()
  private count = 0

  add(texts: Iterable<string>): void {
    for (const text of texts) {
      this.texts.add(text)
      this.count++
    }
    this.offsets.add(this.count)
  }

  get byteLength(): number {
    return this.offsets.byteLength + this.texts.byteLength
  }

  flush(target: Uint8Array, offset: number): number {
    this.count = 0
    return this.texts.flush(target, this.offsets.flush(target, offset))
  }
}

/** Keys and values of a map, side by side. */
export interface TextPairs {
  keys: readonly string[]
  values: readonly string[]
}

/** Map(String, String): offsets, all keys, all values. */
export class TextMapColumn implements Column<TextPairs> {
  private readonly offsets = new Uint64Column()
  private readonly keys = new TextColumn()
  private readonly values = new TextColumn()
  private count = 0

  add({ keys, values }: TextPairs): void {
    for (let at = 0; at < keys.length; at++) {
      this.keys.add(keys[at])
      this.values.add(values[at])
    }
    this.count += keys.length
    this.offsets.add(this.count)
  }

  get byteLength(): number {
    return this.offsets.byteLength + this.keys.byteLength + this.values.byteLength
  }

  flush(target: Uint8Array, offset: number): number {
    this.count = 0
    return this.values.flush(target, this.keys.flush(target, this.offsets.flush(target, offset)))
  }
}
