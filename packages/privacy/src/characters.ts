/** Kinds of characters, as bits, so that what a run holds is the sum of its characters. */
export const LOWER = 1
export const UPPER = 2
export const DIGIT = 4
export const UNDERSCORE = 8
export const WORD = LOWER | UPPER | DIGIT | UNDERSCORE
/** A character at which something may begin or end that is worth a look. */
export const MARK = 16

/** Of ASCII; `kindOf` knows the rest. */
export const KINDS = new Uint8Array(128)
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code)
  if (/[a-z]/.test(character)) KINDS[code] = LOWER
  else if (/[A-Z]/.test(character)) KINDS[code] = UPPER
  else if (/\d/.test(character)) KINDS[code] = DIGIT
  else if (character === '_') KINDS[code] = UNDERSCORE
  else if ('@:=(,>-\\'.includes(character)) KINDS[code] = MARK
}

/**
 * Letters of other scripts count as lower-case letters; symbols, pictures and other scripts' punctuation as nothing. So do
 * scripts that put no space between words: a number or a key right beside them stands alone.
 */
export function kindOf(code: number): number {
  if (code < 128) return KINDS[code]
  if (code < 0xc0 || code === 0xd7 || code >= 0xd800) return 0
  return (code < 0x2000 || code >= 0x2c00) && !isSpaceless(code) && code === code ? LOWER : 0
}

/** Thai and Lao; Chinese, Japanese and Korean, with their punctuation. */
export function isSpaceless(code: number): boolean {
  return (code >= 0x0e00 && code <= 0x0eff) || (code >= 0x2e80 && code <= 0xd7ff)
}

/** A set of ASCII characters that is asked in one step. */
export class CharacterSet {
  private readonly members = new Uint8Array(128)

  constructor(members: string) {
    for (const member of members) this.members[member.charCodeAt(0)] = 1
  }

  has(code: number): boolean {
    return code < 128 && this.members[code] === 1
  }

  /** Where the run of members that starts at `from` ends, at the latest at `to`. */
  end(text: string, from: number, to = text.length): number {
    let at = from
    while (at < to && this.has(text.charCodeAt(at))) at++
    return at
  }

  /** Where the run of members that ends at `to` starts, at the earliest at `from`. */
  start(text: string, to: number, from = 0): number {
    let at = to
    while (at > from && this.has(text.charCodeAt(at - 1))) at--
    return at
  }
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
export const digits = '0123456789'
export const letters = lower + lower.toUpperCase()
export const alphanumeric = letters + digits
export const DIGITS = new CharacterSet(digits)
export const HEX = new CharacterSet(`${digits}abcdefABCDEF`)
export const ALPHANUMERIC = new CharacterSet(alphanumeric)
export const WORDS = new CharacterSet(`${alphanumeric}_`)
export const WORDS_DASH = new CharacterSet(`${alphanumeric}_-`)
export const WORDS_DASH_DOT = new CharacterSet(`${alphanumeric}_-.`)
export const BASE64 = new CharacterSet(`${alphanumeric}+/_-`)
export const KEY_TAIL = new CharacterSet(`${alphanumeric}_-.=+/`)
export const SPACES = new CharacterSet(' \t\u000b')

/** Whether a text looks made by chance and not by a person: letters change to digits or case more often than names do. */
export function looksRandom(text: string): boolean {
  let changes = 0
  let seen = 0
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const kind = kindOf(text.charCodeAt(at)) & (LOWER | UPPER | DIGIT)
    if (kind === 0) {
      before = 0
      continue
    }
    seen |= kind
    if (before !== 0 && kind !== before && !(before === UPPER && kind === LOWER)) changes++
    before = kind
  }
  if ((seen & DIGIT) === 0) return changes >= Math.max(4, text.length / 6)
  return changes >= Math.min(4, text.length / 8)
}
