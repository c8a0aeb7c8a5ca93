/**
 * Growing bytes, and text written into them. This is the innermost loop of the write flow: some fifty texts a span.
 */

const FIRST_BYTES = 1024
/** Kept for the next block at most, so that one huge block does not hold its memory for ever. */
const KEPT_BYTES = 4 * 1024 * 1024
/** Up to this many characters a loop in JavaScript is faster than a call into the runtime. */
const SHORT_TEXT = 40

export class ColumnBytes {
  data: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(FIRST_BYTES)
  length = 0
  private lastText: string | undefined
  private lastFrom = 0
  private lastTo = 0

  /** Makes room for this many bytes beyond `length`. */
  reserve(count: number): void {
    if (this.length + count <= this.data.length) return
    const grown = Buffer.allocUnsafeSlow(Math.max(this.data.length * 2, this.length + count))
    this.data.copy(grown, 0, 0, this.length)
    this.data = grown
  }

  reset(): void {
    this.length = 0
    this.lastText = undefined
    if (this.data.length > KEPT_BYTES) this.data = Buffer.allocUnsafeSlow(FIRST_BYTES)
  }

  /**
   * Length as a varint, then UTF-8. Lone surrogates become U+FFFD; NUL is a character like any other.
   * Neighbouring rows share many values (project, service, resource): the same text again is copied, not encoded.
   */
  text(value: string): void {
    if (value.length === 0) {
      this.reserve(1)
      this.data[this.length++] = 0
    } else if (value === this.lastText) this.repeat()
    else {
      const from = this.length
      if (value.length > SHORT_TEXT || !this.shortAscii(value)) this.encode(value)
      this.lastText = value
      this.lastFrom = from
      this.lastTo = this.length
    }
  }

  private repeat(): void {
    const count = this.lastTo - this.lastFrom
    this.reserve(count)
    const { data } = this
    const to = this.length
    if (count > SHORT_TEXT) data.copyWithin(to, this.lastFrom, this.lastTo)
    else for (let at = 0; at < count; at++) data[to + at] = data[this.lastFrom + at] as number
    this.length = to + count
  }

  /** False, and nothing written, at the first character that is not ASCII. */
  private shortAscii(value: string): boolean {
    const count = value.length
    this.reserve(count + 1)
    const { data } = this
    let to = this.length
    data[to++] = count
    for (let at = 0; at < count; at++) {
      const code = value.charCodeAt(at)
      if (code >= 0x80) return false
      data[to++] = code
    }
    this.length = to
    return true
  }

  private encode(value: string): void {
    // A UTF-16 unit becomes at most three bytes. The length is guessed as if all were ASCII, and moved when it was not.
    this.reserve(value.length * 3 + 10)
    const from = this.length
    const guess = varintBytes(value.length)
    const count = this.data.write(value, from + guess, 'utf8')
    const size = varintBytes(count)
    if (size !== guess) this.data.copyWithin(from + size, from + guess, from + guess + count)
    this.varint(count)
    this.length += count
  }

  varint(value: number): void {
    this.reserve(10)
    let rest = value
    while (rest >= 0x80) {
      this.data[this.length++] = (rest % 0x80) | 0x80
      rest = Math.floor(rest / 0x80)
    }
    this.data[this.length++] = rest
  }
}

function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++
  return bytes
}
