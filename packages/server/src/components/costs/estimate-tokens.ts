/**
 * About how many tokens a text is, where a provider did not say. One pass over the characters, by the habits of the byte-pair
 * encodings in use: common words are one token, long ones several; three digits are one; scripts without spaces are near one per character.
 * On recorded answers of providers the middle error is a few per cent (estimate-tokens.test.ts); a real tokenizer would be exact for one vendor only,
 * and takes minutes for hostile text.
 */

/** Of a longer text the rest is counted in proportion. */
const MOST_CHARACTERS = 200_000
/** What a chat format puts around each message. */
const PER_MESSAGE = 4

/** A word up to this long is one token. */
const SHORT_WORD = 6
const PER_PIECE = 4.2
const DIGITS_PER_TOKEN = 3
const SIGNS_PER_TOKEN = 1.6
/** Letters of other alphabets, and of scripts without spaces. */
const LETTERS_PER_TOKEN = 2.4
const SYLLABLES_PER_TOKEN = 1.1

export function estimateTokens(text: string): number {
  if (text === '') return 0
  const counted = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text
  return Math.max(1, Math.round((tokensOf(counted) * text.length) / counted.length))
}

export function estimateMessages(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + estimateTokens(text) + PER_MESSAGE, 0)
}

type Kind = 'word' | 'digit' | 'sign' | 'space' | 'letter' | 'syllable'

function tokensOf(text: string): number {
  let tokens = 0
  let start = 0
  let kind = kindOf(text.charCodeAt(0))
  for (let at = 1; at <= text.length; at++) {
    const next = at === text.length ? undefined : kindOf(text.charCodeAt(at))
    if (next === kind) continue
    tokens += costOfRun(kind, at - start, text.charCodeAt(start))
    start = at
    kind = next ?? 'space'
  }
  return tokens
}

function kindOf(code: number): Kind {
  if ((code >= 97 && code <= 122) || (code >= 65 && code <= 90)) return 'word'
  if (code >= 48 && code <= 57) return 'digit'
  if (code === 32 || (code >= 9 && code <= 13)) return 'space'
  if (code < 128) return 'sign'
  // Han, kana, Hangul and what lies around them.
  return code >= 0x2e80 ? 'syllable' : 'letter'
}

const NEW_LINE = 10

function costOfRun(kind: Kind, length: number, first: number): number {
  switch (kind) {
    case 'word':
      return length <= SHORT_WORD ? 1 : 1 + (length - SHORT_WORD) / PER_PIECE / 1.6
    case 'digit':
      return Math.ceil(length / DIGITS_PER_TOKEN)
    case 'sign':
      return Math.max(1, length / SIGNS_PER_TOKEN)
    case 'space':
      // One space belongs to the word behind it.
      return first === NEW_LINE || length > 1 ? 1 : 0
    case 'letter':
      return length / LETTERS_PER_TOKEN
    default:
      return length / SYLLABLES_PER_TOKEN
  }
}
