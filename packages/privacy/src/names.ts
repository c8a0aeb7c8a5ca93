/**
 * People and places, guessed: from lists of names, from capitals where a sentence has none, from words such as `Mr.` and
 * `lives in`, and from the form of addresses. It finds more than it should; who asks for it prefers that.
 */
import type { Class, Finding } from './classes.ts'
import { addresses } from './addresses.ts'
import { type Lists, readLists, type Word, wordsOf } from './name-words.ts'

export type NameFinder = (text: string) => Finding[]

/** Reads the lists: some megabytes and milliseconds, so once for all. */
export function createNameFinder(): NameFinder {
  const lists = readLists()
  return (text) => {
    const words = wordsOf(text)
    const isQuiet = !words.some((word) => word.capital && !word.first)
    return [...spans(words, lists, isQuiet), ...addresses(text, words, isQuiet ? lists.words : undefined)]
  }
}

const PARTICLES = new Set(
  'de da do dos das del della di du des van von der den ter ten zu la le el al bin ibn abu ben mac st san santa dos saint ten op y e'.split(
    ' ',
  ),
)
const TITLES = new Set('mr mrs ms miss dr prof sir madam mx herr frau monsieur madame señor señora don lord lady'.split(' '))
const PLACE_WORDS = new Set(
  'in at from to near through toward towards around across via outside inside visit visiting visited moved flew flying live lives lived living based located born'.split(
    ' ',
  ),
)
const NEVER = new Set(
  "i i'm i've i'll i'd monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec english ok hi hello hey dear please thanks api url id json http https html css sql ip cc usa tv dvd cd uk us eu pm am faq atm pin sim email e-mail iban ssn visa youtube google facebook twitter instagram amazon netflix christmas god lol omg wtf".split(
    ' ',
  ),
)

interface Span {
  from: number
  to: number
  kind: Class
}

/** Runs of words that look like names. */
function spans(words: readonly Word[], lists: Lists, isQuiet: boolean): Finding[] {
  const found: Finding[] = []
  for (let at = 0; at < words.length;) {
    const span = spanAt(words, at, lists, isQuiet)
    if (!span) {
      at++
      continue
    }
    found.push({ start: words[span.from].start, end: trimmedEnd(words[span.to - 1]), class: span.kind })
    at = span.to
  }
  return found
}

/** `Kenosha's` is Kenosha. */
function trimmedEnd({ text, end }: Word): number {
  return /['’]s$/.test(text) ? end - 2 : end
}

function spanAt(words: readonly Word[], at: number, lists: Lists, isQuiet: boolean): Span | undefined {
  const place = placeOfSeveral(words, at, lists)
  if (place > 0) return { from: at, to: at + place, kind: 'LOCATION' }
  const title = TITLES.has(words[at].folded) && words[at + 1] !== undefined && /^\.?[ ]+$/.test(words[at + 1].gap) ? 1 : 0
  const start = title + (isParticleOfName(words, at + title) ? 1 : 0)
  if (words[at + start] === undefined || !isName(words, at + start, lists, isQuiet)) return undefined
  let to = at + start + 1
  const most = Math.min(words.length, to + LONGEST_NAME)
  while (to < most && follows(words, to, lists, isQuiet)) to++
  while (to > at + start + 1 && PARTICLES.has(words[to - 1].folded)) to--
  if (words[to] !== undefined && DEGREE.test(words[to].text) && /^[ ,]+$/.test(words[to].gap)) to++
  return { from: at, to, kind: title === 1 ? 'PERSON' : kindOf(words, at, to, lists) }
}

const LONGEST_NAME = 10
const DEGREE = /^(?:PhD|MD|DVM|DDS|Jr|Sr|II|III|Esq)\.?$/

/** `van Gijn` */
function isParticleOfName(words: readonly Word[], at: number): boolean {
  const word = words[at]
  return (
    word !== undefined &&
    !word.capital &&
    /^(?:van|von|de|di|ten|bin|al)$/.test(word.folded) &&
    words[at + 1] !== undefined &&
    words[at + 1].capital &&
    words[at + 1].gap === ' '
  )
}

const MOST_PARTS = 5

/** How many words from here are one place of the list; only where the place is written as a name or the whole text is small. */
function placeOfSeveral(words: readonly Word[], at: number, { places, placeStarts }: Lists): number {
  if (!placeStarts.has(words[at].folded)) return 0
  let name = words[at].folded
  let found = 0
  for (let count = 1; count < MOST_PARTS && at + count < words.length; count++) {
    const word = words[at + count]
    if (!/^[\s-]+$/.test(word.gap)) break
    name += ` ${word.folded}`
    if (places.has(name)) found = count + 1
  }
  return found
}

function isName(words: readonly Word[], at: number, lists: Lists, isQuiet: boolean): boolean {
  const word = words[at]
  const { folded } = word
  if (folded.length < 2 || NEVER.has(folded) || /^\d/.test(folded) || TITLES.has(folded)) return false
  const listed = lists.given.has(folded) || lists.family.has(folded) || lists.places.has(folded)
  const common = lists.words.has(folded) || (folded.endsWith('s') && lists.words.has(folded.slice(0, -1)))
  if (at > 0 && TITLES.has(words[at - 1].folded) && /^\.?\s+$/.test(word.gap)) return word.capital || !common
  if (word.capital && !word.first && !isQuiet && at > 0 && PLACE_WORDS.has(words[at - 1].folded) && word.gap === ' ')
    return !isHeadline(words, at)
  if (!word.capital) return isQuiet && !common && folded.length > 3 && (listed || isStrange(folded, lists))
  if (word.shouted) return !common && folded.length > 3
  if (folded.includes('-')) return !folded.split('-').some((part) => lists.words.has(part)) || listed
  if (!common) return listed || folded.length > 2
  // A word of the language with a capital inside a sentence, which is a name as well: Mark, Rose.
  return listed && !word.first && !isQuiet && !isHeadline(words, at)
}

/** In a text without capitals: a word no list knows beside a name is a name too, but not alone. */
function isStrange(folded: string, lists: Lists): boolean {
  return lists.given.has(folded) || lists.family.has(folded)
}

/** In a title every word has a capital. */
function isHeadline(words: readonly Word[], at: number): boolean {
  const around = words.slice(Math.max(0, at - 4), at + 5).filter((word) => word.folded.length > 3)
  return around.length >= 4 && around.every((word) => word.capital)
}

/** Whether a word goes on with the name before it. */
function follows(words: readonly Word[], at: number, lists: Lists, isQuiet: boolean): boolean {
  const word = words[at]
  if (!/^(?:\.?[ \u00a0]+|-)$/.test(word.gap)) return false
  const next = words[at + 1]
  if (PARTICLES.has(word.folded)) return leadsToName(words, at + 1, lists, isQuiet)
  // An initial.
  if (/^\p{Lu}\.?$/u.test(word.text)) return word.text.endsWith('.') || (next?.capital ?? false)
  if (isQuiet && /^\p{Ll}\.?$/u.test(word.text)) return next !== undefined && !lists.words.has(next.folded)
  if (word.capital && !lists.words.has(word.folded) && !NEVER.has(word.folded)) return true
  const listed = lists.given.has(word.folded) || lists.family.has(word.folded)
  const named = lists.given.has(words[at - 1].folded) && !isHeadline(words, at)
  if (word.capital) return (listed || named) && !NEVER.has(word.folded)
  return isQuiet && !lists.words.has(word.folded) && word.folded.length > 2 && !/^\d/.test(word.folded)
}

/** Behind `van`, `van der`: does a name come? */
function leadsToName(words: readonly Word[], at: number, lists: Lists, isQuiet: boolean): boolean {
  for (let next = at; next < Math.min(words.length, at + 2); next++) {
    const word = words[next]
    if (!/^[ ]+$/.test(word.gap)) return false
    if (word.capital) return true
    if (!PARTICLES.has(word.folded)) return isQuiet && !lists.words.has(word.folded)
  }
  return false
}

function kindOf(words: readonly Word[], from: number, to: number, { given, family, places, countries }: Lists): Class {
  const inside = words.slice(from, to)
  const before = words[from - 1]
  if (before && TITLES.has(before.folded)) return 'PERSON'
  const [first] = inside
  if (inside.length === 1 && countries.has(first.folded)) return 'LOCATION'
  const named = given.has(first.folded) || (inside.length > 1 && family.has(inside[inside.length - 1].folded))
  const placed = inside.some((word) => places.has(word.folded)) || first.shouted
  if (named && !(placed && before && PLACE_WORDS.has(before.folded))) return 'PERSON'
  if (placed) return 'LOCATION'
  return before && PLACE_WORDS.has(before.folded) ? 'LOCATION' : 'PERSON'
}
