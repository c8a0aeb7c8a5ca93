/** Postal addresses: by a word for a street or a part of a house beside a number, by boxes, and by codes of places. */
import type { Finding } from './classes.ts'
import type { Word } from './name-words.ts'

const STREET =
  /^(?:street|streets|st|road|rd|avenue|ave|drive|dr|lane|ln|boulevard|blvd|court|ct|place|pl|square|sq|terrace|way|highway|hwy|parkway|pkwy|close|crescent|mount|pass|path|trail|alley|row|coves?|garden|gardens|grove|hill|mews|rise|walk|circle|strasse|str|gasse|weg|platz|allee|rue|via|viale|piazza|calle|avenida|rua|utca|u|ut|kapu|ul|ulica|vej|vei|veien|gata|gatan|vagen|laan|straat|weg|plein|quai|place|katu|tie)$/
const STREET_END =
  /(?:strasse|straße|gasse|weg|platz|allee|vej|vei|veien|gata|gatan|vägen|vagen|laan|straat|plein|katu|tie|utca|steenweg|bundesstrasse|sstræde|gade)$/
const UNIT = /^(?:suite|apt|apartment|unit|flat|room|floor|box|psc|apo|fpo|dpo|po|nan)$/
const STATE =
  /^(?:al|ak|az|ar|ca|co|ct|de|fl|ga|hi|id|il|ia|ks|ky|la|md|ma|mi|mn|ms|mo|mt|ne|nv|nh|nj|nm|ny|nc|nd|oh|ok|or|pa|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|dc|ap|ae|aa)$/

const isNumber = (word: Word | undefined): boolean => word !== undefined && /^\d{1,6}$/.test(word.text)
const isStreet = ({ folded, text }: Word): boolean => STREET.test(folded) || (STREET_END.test(folded) && text.length > 5)
const isPart = (word: Word): boolean => isStreet(word) || UNIT.test(word.folded)

/** Around each street and unit: the words with capitals and numbers that touch it, and the lines below. `common`: of a text without capitals, the words that are none. */
export function addresses(text: string, words: readonly Word[], common?: ReadonlySet<string>): Finding[] {
  const found: Finding[] = []
  let below = -1
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (isPart(word) && hasNumber(words, at)) {
      const span = around(words, at, common)
      found.push({ start: words[span.from].start, end: words[span.to].end, class: 'LOCATION' })
      below = Math.max(below, linesBelow(words, span.to, found))
    } else if (isCode(text, words, at, found.length > 0)) found.push({ start: word.start, end: word.end, class: 'LOCATION' })
  }
  return found
}

const MOST_BELOW = 6

/** A town, a country and a code stand in short lines under a street. */
function linesBelow(words: readonly Word[], last: number, found: Finding[]): number {
  let at = last + 1
  while (at < words.length && at - last <= MOST_BELOW && /^[>?\s,.*-]{1,9}$/.test(words[at].gap)) {
    if (!/\n/.test(words[at].gap) && !(words[at].capital || isNumber(words[at]) || at > last + 1)) break
    at++
  }
  if (at === last + 1 || !/\n/.test(words[last + 1].gap)) return last
  found.push({ start: words[last + 1].start, end: words[at - 1].end, class: 'LOCATION' })
  return at
}

function hasNumber(words: readonly Word[], at: number): boolean {
  for (let near = Math.max(0, at - 4); near <= Math.min(words.length - 1, at + 2); near++) if (isNumber(words[near])) return true
  return false
}

const MOST_WORDS = 14

function around(words: readonly Word[], at: number, common: ReadonlySet<string> | undefined): { from: number; to: number } {
  let from = at
  let to = at
  while (from > 0 && at - from < MOST_WORDS && joins(words[from].gap) && belongs(words[from - 1], common)) from--
  // The name of a street in small letters stands between its number and its kind.
  if (common && from > 1 && !isNumber(words[from])) {
    for (let near = from - 1; near >= Math.max(0, from - 3); near--) if (isNumber(words[near]) && words[near + 1].gap === ' ') from = near
  }
  while (to + 1 < words.length && to - at < MOST_WORDS && joins(words[to + 1].gap) && belongs(words[to + 1], common)) to++
  if (!common) while (to > at && !words[to].capital && !isNumber(words[to]) && !isPart(words[to])) to--
  return { from, to }
}

function joins(gap: string): boolean {
  return /^[\s,./#-]{1,4}$/.test(gap) && !/\n\s*\n/.test(gap)
}

function belongs(word: Word, common: ReadonlySet<string> | undefined): boolean {
  if (common && !common.has(word.folded) && word.folded.length > 2) return true
  return (
    isNumber(word) ||
    /^\p{Lu}\.$/u.test(word.text) ||
    isPart(word) ||
    STATE.test(word.folded) ||
    (word.capital && word.folded.length > 1) ||
    /^(?:and|of|the|de|du|la|rue|corner)$/.test(word.folded)
  )
}

/** Behind `zip code`, or a number of five beside a name of a place. */
function isCode(text: string, words: readonly Word[], at: number, inAddress: boolean): boolean {
  const word = words[at]
  if (!/^\d{3,6}$/.test(word.text)) return false
  const before = text.slice(Math.max(0, word.start - 24), word.start)
  if (/(?:zip|postal|post|postcode|plz)(?: ?code)?\s*(?:is|:|=)?\s*$/i.test(before)) return true
  const previous = words[at - 1]
  if (word.text.length !== 5 || previous === undefined || !/^[\s,]{1,4}$/.test(word.gap)) return false
  return inAddress || (previous.capital && (STATE.test(previous.folded) || /\n/.test(word.gap)))
}
