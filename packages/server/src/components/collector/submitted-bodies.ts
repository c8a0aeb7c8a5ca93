/**
 * The bodies of the submit endpoints, cut into records before anything is parsed: a record that is broken, too deep or too
 * large costs itself only, and a small body cannot become a large heap of objects at once.
 */
import { UndecodableError, type WireFormat } from '../../flows/ingest/intake.ts'
import { type Budget, MAX_VALUE_DEPTH, RECORD_UNITS } from './otlp/limits.ts'

/** A record has levels of its own (trace, spans, events, attributes) before a value's depth counts. */
export const MAX_RECORD_DEPTH = MAX_VALUE_DEPTH + 8
export const MAX_RECORD_BYTES = 16 * 1024 * 1024

/** To say what is wrong with a record takes longer than to take it: this allows some 50,000 bad ones in a request. */
export const REJECTION_UNITS = 96

export type SubmittedRecord = { value: unknown } | { problem: string }

const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d]
const [QUOTE, BACKSLASH, COMMA, COLON, LINE_FEED] = [0x22, 0x5c, 0x2c, 0x3a, 0x0a]

/** The records in the order they were sent. Throws where the body as a whole is not what it says, or holds too much. */
export function* readSubmitted(body: Uint8Array, format: WireFormat, budget: Budget): Generator<SubmittedRecord> {
  const scanner = new Scanner(body)
  for (const record of format === 'ndjson' ? readLines(scanner) : readDocument(scanner)) {
    budget.spend(RECORD_UNITS)
    yield record
  }
}

function* readLines(scanner: Scanner): Generator<SubmittedRecord> {
  const { bytes } = scanner
  let line = 1
  for (let start = scanner.at; start < bytes.length; line++) {
    const feed = bytes.indexOf(LINE_FEED, start)
    const end = feed < 0 ? bytes.length : feed
    scanner.at = start
    scanner.skipSpace()
    if (scanner.at < end) yield lineRecord(scanner, end, line)
    start = end + 1
  }
}

function lineRecord(scanner: Scanner, end: number, line: number): SubmittedRecord {
  const piece = scanner.pieceTo(end)
  if (piece.problem !== undefined) return { problem: piece.problem }
  try {
    return { value: JSON.parse(piece.text) }
  } catch {
    return { problem: `line ${line} is not valid JSON` }
  }
}

function* readDocument(scanner: Scanner): Generator<SubmittedRecord> {
  scanner.skipSpace()
  const first = scanner.bytes[scanner.at]
  if (first === undefined) throw new UndecodableError('the body is empty')
  if (first === OPEN_LIST) yield* readList(scanner)
  else if (first === OPEN_OBJECT && scanner.findItems()) yield* readEnvelope(scanner)
  else yield readWhole(scanner)
  scanner.skipSpace()
  if (scanner.at < scanner.bytes.length) {
    throw scanner.broken('there is more after the JSON value; one record per line is sent as application/x-ndjson')
  }
}

/** A list of records; the scanner stands on its bracket. */
function* readList(scanner: Scanner): Generator<SubmittedRecord> {
  scanner.at++
  if (scanner.take(CLOSE_LIST)) return
  for (;;) {
    yield readWhole(scanner)
    if (scanner.take(CLOSE_LIST)) return
    if (!scanner.take(COMMA)) throw scanner.broken('a comma or ] is missing')
  }
}

/** The records of `items`; the other members only have to be JSON. */
function* readEnvelope(scanner: Scanner): Generator<SubmittedRecord> {
  scanner.at++
  for (;;) {
    const key = scanner.key()
    if (key === 'items' && scanner.bytes[scanner.at] === OPEN_LIST) yield* readList(scanner)
    else readWhole(scanner)
    if (scanner.take(CLOSE_OBJECT)) return
    if (!scanner.take(COMMA)) throw scanner.broken('a comma or } is missing')
  }
}

function readWhole(scanner: Scanner): SubmittedRecord {
  const start = scanner.skipSpace()
  const piece = scanner.piece()
  if (piece.problem !== undefined) return { problem: piece.problem }
  try {
    return { value: JSON.parse(piece.text) }
  } catch {
    throw scanner.broken('the JSON is not valid', start)
  }
}

type Piece = { text: string; problem?: undefined } | { problem: string }

/** Walks over JSON without building anything of it: it knows strings, brackets and depth, and leaves the rest to JSON.parse. */
class Scanner {
  readonly bytes: Buffer
  at: number

  constructor(body: Uint8Array) {
    this.bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    const hasMark = body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf
    this.at = hasMark ? 3 : 0
  }

  skipSpace(): number {
    const { bytes } = this
    while (isSpace(bytes[this.at])) this.at++
    return this.at
  }

  /** Goes past the byte if it is the next one that counts. */
  take(byte: number): boolean {
    this.skipSpace()
    if (this.bytes[this.at] !== byte) return false
    this.at++
    return true
  }

  /** A member's name and its colon; the scanner stands on the value afterwards. */
  key(): string {
    const start = this.skipSpace()
    if (this.bytes[start] !== QUOTE) throw this.broken('the name of a member is missing')
    this.skipText()
    // Long names are nobody's `items`.
    const name = this.at - start > 64 ? '' : parsed(this.bytes.toString('utf8', start, this.at))
    if (!this.take(COLON)) throw this.broken('a colon is missing')
    this.skipSpace()
    return name
  }

  /** Whether the object that starts here has a list called `items` and is not a record of its own with an id. */
  findItems(): boolean {
    const start = this.at
    let found = false
    this.at++
    if (!this.take(CLOSE_OBJECT)) {
      do {
        const key = this.key()
        if (key === 'items' && this.bytes[this.at] === OPEN_LIST) found = true
        if (key === 'id' || key === 'traceId') {
          found = false
          break
        }
        this.skipValue()
      } while (this.take(COMMA))
    }
    this.at = start
    return found
  }

  /** The value that starts here, and past it. */
  piece(): Piece {
    const start = this.at
    const depth = this.skipValue()
    return this.pieceOf(start, this.at, depth)
  }

  /** All there is up to `end`, valid or not. */
  pieceTo(end: number): Piece {
    const start = this.at
    const depth = this.skipValue(end)
    this.at = end
    return this.pieceOf(start, end, depth)
  }

  broken(message: string, at = this.at): UndecodableError {
    return new UndecodableError(`${message} (at byte ${at})`)
  }

  private pieceOf(start: number, end: number, depth: number): Piece {
    if (end - start > MAX_RECORD_BYTES) return { problem: `a record may have ${MAX_RECORD_BYTES} bytes` }
    if (depth > MAX_RECORD_DEPTH) return { problem: `values may nest ${MAX_RECORD_DEPTH} deep` }
    return { text: this.bytes.toString('utf8', start, end) }
  }

  /** Past the value; answers how deep it nests. Ends at `end` where the brackets do not close. */
  private skipValue(end = this.bytes.length): number {
    const { bytes } = this
    let depth = 0
    let deepest = 0
    for (; this.at < end; this.at++) {
      const byte = bytes[this.at]
      if (byte === QUOTE) {
        this.skipText(end)
        if (depth === 0) return deepest
        this.at--
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (++depth > deepest) deepest = depth
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) {
        if (depth === 0) return deepest
        if (--depth === 0) {
          this.at++
          return deepest
        }
      } else if (depth === 0 && (byte === COMMA || isSpace(byte))) return deepest
    }
    return deepest
  }

  /** Past the text that starts here, or to `end`. */
  private skipText(end = this.bytes.length): void {
    const { bytes } = this
    let at = this.at + 1
    while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
    this.at = Math.min(at + 1, end)
  }
}

function parsed(text: string): string {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'string' ? value : ''
  } catch {
    return ''
  }
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
