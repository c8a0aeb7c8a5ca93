/**
 * Strings that come again and again (keys, names, models, ids) are made once: found by their bytes, without decoding.
 * Saves the decoding, and gives everything behind the decoder one object per word to compare and hash.
 */

const LONGEST = 64
const LONGEST_WORDS = LONGEST / 4

export class TextTable {
  private readonly mask: number
  /** `LONGEST_WORDS` words a slot; the last one overlaps the one before it where a length is not a multiple of four. */
  private readonly words: Uint32Array
  private readonly lengths: Uint8Array
  private readonly texts: string[]
  private readonly internalise: boolean
  private readonly scratch = new Uint32Array(LONGEST_WORDS)

  /** `slots` is a power of two. `internalise`: make the engine's own unique string, so that comparing with a constant compares addresses. */
  constructor(slots: number, internalise: boolean) {
    this.mask = slots - 1
    this.words = new Uint32Array(slots * LONGEST_WORDS)
    this.lengths = new Uint8Array(slots)
    this.texts = new Array<string>(slots).fill('')
    this.internalise = internalise
  }

  /** The UTF-8 text at a place that the caller has checked to be inside. Broken sequences become U+FFFD. */
  read(bytes: Buffer, view: DataView, at: number, length: number): string {
    if (length > LONGEST) return bytes.toString('utf8', at, at + length)
    if (length === 0) return ''
    const { scratch, words } = this
    const count = (length + 3) >>> 2
    const hash = load(scratch, bytes, view, at, length)
    const slot = hash & this.mask
    const base = slot * LONGEST_WORDS
    if (this.lengths[slot] === length) {
      let index = 0
      while (index < count && words[base + index] === scratch[index]) index++
      if (index === count) return this.texts[slot]
    }
    return this.learn(slot, count, length, bytes.toString('utf8', at, at + length))
  }

  private learn(slot: number, count: number, length: number, decoded: string): string {
    const text = this.internalise ? unique(decoded) : decoded
    const base = slot * LONGEST_WORDS
    for (let index = 0; index < count; index++) this.words[base + index] = this.scratch[index]
    this.lengths[slot] = length
    this.texts[slot] = text
    return text
  }
}

/** Puts the bytes into words and answers their hash. */
function load(words: Uint32Array, bytes: Buffer, view: DataView, at: number, length: number): number {
  let hash = length
  if (length < 4) {
    const word = bytes[at] | (length > 1 ? bytes[at + 1] << 8 : 0) | (length > 2 ? bytes[at + 2] << 16 : 0)
    words[0] = word
    return mix(hash, word)
  }
  let index = 0
  const last = at + length - 4
  for (let from = at; from < last; from += 4) {
    const word = view.getUint32(from, true)
    words[index++] = word
    hash = mix(hash, word)
  }
  const word = view.getUint32(last, true)
  words[index] = word
  return mix(hash, word)
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1)
  return mixed ^ (mixed >>> 15)
}

/** A property's name is always the engine's unique string. */
function unique(text: string): string {
  for (const name in { [text]: 0 }) return name
  return text
}

/** Hex of ids. A trace id stands in each of its spans, a span id in each of its children. */
export class IdTable {
  private readonly slots: number
  private readonly words: Uint32Array
  private readonly texts: string[]

  constructor(slots: number) {
    this.slots = slots
    this.words = new Uint32Array(slots * 4)
    this.texts = new Array<string>(slots).fill('')
  }

  /** Lower-case hex of 8 or 16 bytes; empty when all are zero. */
  read(bytes: Buffer, view: DataView, at: number, length: 8 | 16): string {
    const first = view.getUint32(at, true)
    const second = view.getUint32(at + 4, true)
    const third = length === 16 ? view.getUint32(at + 8, true) : 0
    const fourth = length === 16 ? view.getUint32(at + 12, true) : 0
    if ((first | second | third | fourth) === 0) return ''
    const slot = mix(mix(first, second), third ^ fourth) & (this.slots - 1)
    const base = slot * 4
    const { words } = this
    const text = this.texts[slot]
    if (
      words[base] === first &&
      words[base + 1] === second &&
      words[base + 2] === third &&
      words[base + 3] === fourth &&
      text.length === length * 2
    )
      return text
    words[base] = first
    words[base + 1] = second
    words[base + 2] = third
    words[base + 3] = fourth
    return (this.texts[slot] = bytes.toString('hex', at, at + length))
  }
}
