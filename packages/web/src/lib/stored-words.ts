/** Words that stand in a stored text where something was taken out: `[EMAIL]`, `[EMAIL:1f0c…]`, `[EMAIL:tok_…]`. */

export interface StoredWord {
  /** The class of what stood there. */
  readonly name: string
  /** masked: gone. hashed: gone, and the same for the same value. token: can be turned back by a permitted person. */
  readonly kind: 'masked' | 'hashed' | 'token'
  /** What tells equal values from others; empty where that is not kept. */
  readonly mark: string
}

const DROPPED = 'DROPPED'
const TOKEN = 'tok_'
const MARK_CHARACTERS = 4

/** Only for classes a record names: text in brackets is as often somebody's own. Undefined: there are none. */
export function storedWordPattern(classes: readonly string[]): RegExp | undefined {
  const names = classes.filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name))
  if (names.length === 0) return undefined
  // A text that is shown in part may end within a word.
  return new RegExp(`\\[(${[...names, DROPPED].join('|')})(?:\\]|:([\\w-]+)(?:\\]|$))`, 'g')
}

/** The text in pieces, its words apart from the rest. */
export function splitStoredWords(text: string, pattern: RegExp | undefined): readonly (string | StoredWord)[] {
  if (pattern === undefined) return [text]
  const pieces: (string | StoredWord)[] = []
  let from = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index > from) pieces.push(text.slice(from, match.index))
    pieces.push(wordOf(match[1] ?? '', match[2]))
    from = match.index + match[0].length
  }
  if (from < text.length || pieces.length === 0) pieces.push(text.slice(from))
  return pieces
}

/** Where there is no place for chips: `[EMAIL]`, `[EMAIL 1f0c]`. */
export function plainStoredWords(text: string, pattern: RegExp | undefined): string {
  return splitStoredWords(text, pattern)
    .map((piece) => (typeof piece === 'string' ? piece : `[${piece.name}${piece.mark && ` ${piece.mark}`}]`))
    .join('')
}

function wordOf(name: string, value: string | undefined): StoredWord {
  if (value === undefined) return { name, kind: 'masked', mark: '' }
  const isToken = value.startsWith(TOKEN)
  const mark = isToken ? value.slice(-MARK_CHARACTERS) : value.slice(0, MARK_CHARACTERS)
  return { name, kind: isToken ? 'token' : 'hashed', mark }
}
