/** One text being looked at: what the recognisers share. */
import type { Class, Finding } from './classes.ts'
import { DIGIT, KINDS, kindOf, LOWER, MARK, UNDERSCORE, UPPER, WORD } from './characters.ts'

export class Scan {
  readonly text: string
  /** The name the text was sent under: `user.password`, `dob`. Empty: none. */
  readonly key: string
  readonly found: Finding[] = []
  /** Nothing may reach back behind this: an escape sequence ends here. */
  floor = 0
  /** A long token was looked at up to here. */
  tokenEnd = 0
  /** Runs that were looked at whole, and hold nothing: of base64, of an address's groups. */
  encodedEnd = 0
  groupsEnd = 0
  /** Where curl's `-u` or `--user` stood last. */
  userOption = Number.NEGATIVE_INFINITY
  /** It has characters that others may hide behind. */
  isWide = false
  /** How deep inside encoded text this one was found. */
  readonly depth: number

  constructor(text: string, key = '', depth = 0) {
    this.text = text
    this.key = key
    this.depth = depth
  }

  /** The kind of a character beyond ASCII. */
  wide(code: number): number {
    if (code >= 0x200b || code === 0xad || (code >= 0x660 && code <= 0x96f)) this.isWide = true
    return kindOf(code)
  }

  add(start: number, end: number, name: Class): number {
    if (end > start) this.found.push({ start, end, class: name })
    return end
  }

  /** Up to `reach` characters before a place; the key counts as standing before the text. */
  before(at: number, reach: number): string {
    const text = this.text.slice(Math.max(0, at - reach), at)
    return at < reach && this.key !== '' ? `${this.key} ${text}` : text
  }
}

/** Takes a word that ends at `end`, or what begins at a mark; answers from where to go on. */
export interface Recognisers {
  word(scan: Scan, start: number, end: number, kinds: number): number
  mark(scan: Scan, at: number): number
}

const SMALL_A = 97
const SMALL_Z = 122
/** Words at least this long are looked at whatever they hold. */
const LONG_WORD = 16

/** The one walk over a text. Whoever is called answers a place behind where it was called for, so the walk ends. */
export function walk(scan: Scan, { word, mark }: Recognisers, keywords: WordFilter): void {
  const { text } = scan
  const { length } = text
  const kinds = KINDS
  let at = 0
  while (at < length) {
    let code = text.charCodeAt(at)
    let kind = code < 128 ? kinds[code] : scan.wide(code)
    if ((kind & WORD) === 0) {
      at = kind === MARK ? mark(scan, at) : at + 1
      continue
    }
    const start = at
    let seen = 0
    do {
      seen |= kind
      const from = at
      // Most of most texts: small letters, without a table.
      do code = text.charCodeAt(++at)
      while (code >= SMALL_A && code <= SMALL_Z && at < length)
      if (at > from + 1) seen |= LOWER
      if (at >= length) break
      kind = code < 128 ? kinds[code] : scan.wide(code)
    } while ((kind & WORD) !== 0)
    const interesting = (seen & DIGIT) !== 0 || at - start >= LONG_WORD || (seen & (UPPER | UNDERSCORE)) === (UPPER | UNDERSCORE)
    if (interesting || keywords.mayHold(text, start, at)) at = word(scan, start, at, seen)
  }
}

/** Says in a few steps that a word is none of a list, whatever its case: by its length behind its first two letters and its last two. */
export class WordFilter {
  private readonly lengthsByHead = new Uint32Array(1024)
  private readonly lengthsByTail = new Uint32Array(1024)

  constructor(words: Iterable<string>) {
    for (const word of words) {
      this.lengthsByHead[place(word, 0)] |= 1 << word.length
      this.lengthsByTail[place(word, word.length - 2)] |= 1 << word.length
    }
  }

  mayHold(text: string, start: number, end: number): boolean {
    if (end - start >= 32 || end - start < 2) return false
    const length = 1 << (end - start)
    return (this.lengthsByHead[place(text, start)] & length) !== 0 && (this.lengthsByTail[place(text, end - 2)] & length) !== 0
  }
}

/** Five bits of each of two letters are the same in both cases. */
function place(text: string, start: number): number {
  return ((text.charCodeAt(start) & 31) << 5) | (text.charCodeAt(start + 1) & 31)
}
