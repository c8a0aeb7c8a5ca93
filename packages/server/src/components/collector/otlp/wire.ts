/**
 * Reads the protobuf wire format. Every method is given the end of the message it reads in and never goes past it;
 * what breaks the format throws `UndecodableError`. No copy is made but of the values asked for.
 * https://protobuf.dev/programming-guides/encoding/
 */
import { UndecodableError } from '../../../flows/ingest/intake.ts'
import { IdTable, TextTable } from './byte-text.ts'
import { Budget } from './limits.ts'

export const VARINT = 0
export const FIXED64 = 1
export const LENGTH = 2
export const FIXED32 = 5

// One decoder runs at a time and a slot holds 64 bytes at most, so the tables outlive the request.
const keys = new TextTable(2048, true)
const texts = new TextTable(4096, false)
const ids = new IdTable(512)

export class WireReader {
  readonly bytes: Buffer
  readonly budget = new Budget()
  at = 0
  private readonly view: DataView

  constructor(body: Uint8Array) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.view = new DataView(body.buffer, body.byteOffset, body.byteLength)
  }

  /** Field number times eight plus wire type. Only to be called before `end`. */
  tag(end: number): number {
    const first = this.bytes[this.at]
    if (first < 0x80) {
      this.at++
      return first
    }
    const from = this.at
    const tag = this.varint32(end)
    if (this.at - from > 5) throw new UndecodableError('a field number is too large')
    return tag
  }

  /** For tags, enums, booleans and counts: the lowest 32 bits, unsigned, of a varint of any allowed length. */
  varint32(end: number): number {
    const { bytes } = this
    let value = 0
    for (let index = 0; index < 10; index++) {
      if (this.at >= end) throw truncated()
      const byte = bytes[this.at++]
      if (index < 5) value |= (byte & 0x7f) << (index * 7)
      if (byte < 0x80) {
        if (index === 9 && byte > 1) break
        return value >>> 0
      }
    }
    throw new UndecodableError('a number is longer than 64 bits')
  }

  /** Reads a length and answers where what it measures ends. */
  messageEnd(end: number): number {
    if (this.at >= end) throw truncated()
    let length = this.bytes[this.at]
    if (length < 0x80) this.at++
    else length = this.longLength(end)
    if (length > end - this.at) throw new UndecodableError('a length goes beyond the end')
    return this.at + length
  }

  private longLength(end: number): number {
    let length = 0
    let scale = 1
    for (let index = 0; index < 10; index++) {
      if (this.at >= end) throw truncated()
      const byte = this.bytes[this.at++]
      length += (byte & 0x7f) * scale
      if (byte < 0x80) return length
      scale *= 128
    }
    throw new UndecodableError('a number is longer than 64 bits')
  }

  /** A signed 64-bit integer: a number where a number holds it exactly. */
  int64(end: number): number | bigint {
    const { bytes } = this
    let low = 0
    let high = 0
    for (let index = 0; index < 10; index++) {
      if (this.at >= end) throw truncated()
      const byte = bytes[this.at++]
      if (index < 4) low |= (byte & 0x7f) << (index * 7)
      else high += (byte & 0x7f) * 2 ** (index * 7 - 28)
      if (byte < 0x80) {
        if (index === 9 && byte > 1) break
        return index < 7 ? low + high * 0x1000_0000 : wide(low, high)
      }
    }
    throw new UndecodableError('a number is longer than 64 bits')
  }

  fixed64(end: number): bigint {
    if (end - this.at < 8) throw truncated()
    const value = this.view.getBigUint64(this.at, true)
    this.at += 8
    return value
  }

  double(end: number): number {
    if (end - this.at < 8) throw truncated()
    const value = this.view.getFloat64(this.at, true)
    this.at += 8
    return value
  }

  text(end: number): string {
    const to = this.messageEnd(end)
    const value = texts.read(this.bytes, this.view, this.at, to - this.at)
    this.at = to
    return value
  }

  /** As `text`, for words of a small vocabulary: attribute keys. */
  key(end: number): string {
    const to = this.messageEnd(end)
    const value = keys.read(this.bytes, this.view, this.at, to - this.at)
    this.at = to
    return value
  }

  /** An id of 8 or 16 bytes as hex; empty for no bytes or all zero; undefined for any other length. */
  id(end: number, length: 8 | 16): string | undefined {
    const to = this.messageEnd(end)
    const from = this.at
    this.at = to
    if (to - from === length) return ids.read(this.bytes, this.view, from, length)
    return to === from ? '' : undefined
  }

  /** A copy, so that a small value does not keep the whole body alive. */
  blob(end: number): Uint8Array {
    const to = this.messageEnd(end)
    const value = new Uint8Array(this.bytes.subarray(this.at, to))
    this.at = to
    return value
  }

  /** Goes past a field. `known` has a bit for each field number the message defines: with another wire type it is corrupt. */
  skip(tag: number, end: number, known: number): void {
    const field = tag >>> 3
    if (field === 0) throw new UndecodableError('field number 0')
    if (field < 32 && ((known >>> field) & 1) === 1) throw new UndecodableError(`field ${field} has the wrong wire type`)
    switch (tag & 7) {
      case VARINT:
        this.int64(end)
        return
      case FIXED64:
        this.advance(8, end)
        return
      case LENGTH:
        this.at = this.messageEnd(end)
        return
      case FIXED32:
        this.advance(4, end)
        return
      default:
        throw new UndecodableError('groups and unknown wire types are not allowed')
    }
  }

  private advance(count: number, end: number): void {
    if (end - this.at < count) throw truncated()
    this.at += count
  }
}

function truncated(): UndecodableError {
  return new UndecodableError('the body ends inside a field')
}

/** `low` has 28 bits, `high` the 36 above. */
function wide(low: number, high: number): number | bigint {
  const value = BigInt.asIntN(64, BigInt(low) + (BigInt(high) << 28n))
  const near = Number(value)
  return Number.isSafeInteger(near) ? near : value
}
