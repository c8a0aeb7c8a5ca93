/** Protocol buffers, the part that OTLP's traces need, into one growing array that is used again for every span. */

const encoder = new TextEncoder()
const START_BYTES = 4096
const KEPT_BYTES = 1024 * 1024

export class ByteWriter {
  private bytes: Uint8Array<ArrayBuffer>
  private view: DataView
  length = 0

  constructor(bytes = START_BYTES) {
    this.bytes = new Uint8Array(bytes)
    this.view = new DataView(this.bytes.buffer)
  }

  /** Begins anew. */
  clear(): void {
    this.length = 0
    if (this.bytes.length > KEPT_BYTES) this.replace(new Uint8Array(START_BYTES))
  }

  /** A copy of what was written. */
  copy(): Uint8Array {
    return this.bytes.slice(0, this.length)
  }

  /** What was written, without a copy: for a writer that is not used again. */
  taken(): Uint8Array {
    return this.bytes.subarray(0, this.length)
  }

  varint(value: number): void {
    this.reserve(10)
    let rest = value
    while (rest > 0x7f) {
      this.bytes[this.length++] = (rest % 128) | 0x80
      rest = Math.floor(rest / 128)
    }
    this.bytes[this.length++] = rest
  }

  /** A signed 64-bit whole number, in two's complement when negative. */
  integer(value: number): void {
    if (value >= 0) {
      this.varint(value)
      return
    }
    this.reserve(10)
    let rest = BigInt.asUintN(64, BigInt(value))
    while (rest > 0x7fn) {
      this.bytes[this.length++] = Number(rest & 0x7fn) | 0x80
      rest >>= 7n
    }
    this.bytes[this.length++] = Number(rest)
  }

  double(value: number): void {
    this.reserve(8)
    this.view.setFloat64(this.length, value, true)
    this.length += 8
  }

  fixed32(value: number): void {
    this.reserve(4)
    this.view.setUint32(this.length, value, true)
    this.length += 4
  }

  /** Seconds and nanoseconds as nanoseconds since 1970. */
  nanoseconds([seconds, nanoseconds]: readonly [number, number]): void {
    this.reserve(8)
    // In two halves of 32 bits, without BigInt: seconds * 1e9 is past what a double holds exactly.
    const high = Math.floor(seconds / 4294967296)
    const low = seconds % 4294967296
    const product = (low & 0xffff) * 1e9 + nanoseconds
    const upper = Math.floor(low / 65536) * 1e9 + Math.floor(product / 65536)
    const bottom = (upper % 65536) * 65536 + (product % 65536)
    const top = Math.floor(upper / 65536) + high * 1e9
    this.view.setUint32(this.length, bottom >>> 0, true)
    this.view.setUint32(this.length + 4, top >>> 0, true)
    this.length += 8
  }

  /** Length and UTF-8 of a text; lone surrogates become U+FFFD. */
  text(value: string): void {
    const { length } = value
    if (length < 64 && this.shortAscii(value)) return
    this.reserve(length * 3 + 5)
    // The room for the length is that of the longest the text can be; moved when that was too much.
    const at = this.length
    const room = sizeOfVarint(length * 3)
    const { written } = encoder.encodeInto(value, this.bytes.subarray(at + room))
    const size = sizeOfVarint(written)
    if (size < room) this.bytes.copyWithin(at + size, at + room, at + room + written)
    this.varint(written)
    this.length = at + size + written
  }

  private shortAscii(value: string): boolean {
    this.reserve(value.length + 1)
    const at = this.length
    for (let index = 0; index < value.length; index++) {
      const code = value.charCodeAt(index)
      if (code > 0x7f) return false
      this.bytes[at + 1 + index] = code
    }
    this.bytes[at] = value.length
    this.length = at + 1 + value.length
    return true
  }

  /** Hexadecimal digits as a field of bytes. */
  hex(digits: string): void {
    const size = digits.length >>> 1
    this.reserve(size + 1)
    this.bytes[this.length++] = size
    for (let index = 0; index < size; index++)
      this.bytes[this.length++] = (digitOf(digits.charCodeAt(index * 2)) << 4) | digitOf(digits.charCodeAt(index * 2 + 1))
  }

  /** Begins a nested message; `close` with the answer ends it. Its length is guessed to need one byte, and moved when it needs more. */
  open(): number {
    this.reserve(1)
    return this.length++
  }

  close(at: number): void {
    const size = this.length - at - 1
    if (size < 128) {
      this.bytes[at] = size
      return
    }
    const more = sizeOfVarint(size) - 1
    this.reserve(more)
    this.bytes.copyWithin(at + 1 + more, at + 1, at + 1 + size)
    this.length = at
    this.varint(size)
    this.length += size
  }

  raw(bytes: Uint8Array): void {
    this.reserve(bytes.length)
    this.bytes.set(bytes, this.length)
    this.length += bytes.length
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const grown = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    grown.set(this.bytes.subarray(0, this.length))
    this.replace(grown)
  }

  private replace(bytes: Uint8Array<ArrayBuffer>): void {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer)
  }
}

export function sizeOfVarint(value: number): number {
  let size = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) size++
  return size
}

function digitOf(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87
}
