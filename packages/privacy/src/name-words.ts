/** Words of a text as the finder of people and places sees them. */
import { FAMILY, GIVEN, PLACES, WORDS } from './name-lists.ts'

export interface Lists {
  words: ReadonlySet<string>
  given: ReadonlySet<string>
  family: ReadonlySet<string>
  places: ReadonlySet<string>
  countries: ReadonlySet<string>
  /** First words of places of several. */
  placeStarts: ReadonlySet<string>
}

export interface Word {
  start: number
  end: number
  text: string
  /** Without accents, in small letters. */
  folded: string
  /** First letter capital, the others not; or all of them. */
  capital: boolean
  shouted: boolean
  /** Behind the end of a sentence, or at the start of a line. */
  first: boolean
  /** What stands between it and the word before. */
  gap: string
}

/** Letters of any script with marks, apostrophes and hyphens inside. */
const WORD = /[\p{L}\p{M}]+(?:['’-][\p{L}\p{M}]+)*\.?|\d+/gu

export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  let from = 0
  for (const match of text.matchAll(WORD)) {
    const gap = text.slice(from, match.index)
    const raw = match[0].endsWith('.') && match[0].length > 3 ? match[0].slice(0, -1) : match[0]
    const end = match.index + raw.length
    const initial = raw[0] ?? ''
    const rest = raw.slice(1).replace(/\.$/, '')
    const isUpper = initial !== initial.toLowerCase()
    const shouted = isUpper && rest.length > 0 && rest === rest.toUpperCase() && rest !== rest.toLowerCase()
    words.push({
      start: match.index,
      end,
      text: raw,
      folded: fold(raw),
      capital: isUpper,
      shouted,
      first: words.length === 0 || /[.!?:;"“>*•]|\n|^\s*-/.test(gap),
      gap,
    })
    from = end
  }
  return words
}

export function fold(word: string): string {
  return word
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/['’]s$/, '')
    .replace(/\.$/, '')
}

const setOf = (list: string): Set<string> => new Set(list.split(' '))

export function readLists(): Lists {
  const countries = new Set(countryNames())
  const places = new Set([...PLACES.split(' '), ...countries].map((name) => name.replaceAll('_', ' ')))
  const placeStarts = new Set<string>()
  for (const name of places) if (name.includes(' ')) placeStarts.add(name.slice(0, name.indexOf(' ')))
  const words = setOf(WORDS)
  for (const name of countries) if (!ALSO_THINGS.has(name)) words.delete(name)
  return { words, given: setOf(GIVEN), family: setOf(FAMILY), places, countries, placeStarts }
}

/** Countries whose name is a word for something else. */
const ALSO_THINGS = new Set(['turkey', 'china', 'chad', 'jersey'])
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The names of all countries, as the engine's own tables have them. */
function countryNames(): string[] {
  const names = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' })
  const found: string[] = []
  for (const first of LETTERS)
    for (const second of LETTERS) {
      const name = names.of(first + second)
      if (name !== undefined) found.push(fold(name))
    }
  return found
}
