/** Dates as people write them: of birth where the words before say so, any where a project asks for dates. */
import type { Scan } from './scan.ts'

const MONTH =
  '(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?'
const DAY = '(?:0?[1-9]|[12]\\d|3[01])(?:st|nd|rd|th)?'
const YEAR = "(?:1[89]|20)\\d{2}|'?\\d{2}(?!\\d)"
const NUMERIC = '\\d{4}([-/.])\\d{1,2}\\1\\d{1,2}|\\d{1,2}([-/.])\\d{1,2}\\2(?:\\d{4}|\\d{2})'
const CLOCK = '(?:[T ]\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?(?:Z|[+-]\\d{2}:?\\d{2})?)?'
const WRITTEN = `${DAY}\\s+(?:of\\s+)?${MONTH}(?:,?\\s+(?:${YEAR}))?|${MONTH}\\s+${DAY}(?:,?\\s+(?:${YEAR}))?|${MONTH}\\s+(?:${YEAR})`
const WHOLE = `(?:(?:${NUMERIC})(?!\\d)${CLOCK}|${WRITTEN})(?![\\w])`

const IN_CONTEXT = new RegExp(`(?<![\\w/.-])${WHOLE}|(?<!\\d)(?:19|20)\\d{6}(?!\\d)`, 'i')
const REACH = 48

/** Behind a word such as `born`: the first date within reach is one of birth. */
export function birthDate(scan: Scan, wordEnd: number): number {
  const match = IN_CONTEXT.exec(scan.text.slice(wordEnd, wordEnd + REACH))
  if (!match) return wordEnd
  const start = wordEnd + match.index
  return scan.add(start, start + match[0].length, 'DATE_OF_BIRTH')
}

const WEEKDAY = '(?:mon|tues|wednes|thurs|fri|satur|sun)day'
const SHORT = '\\d{1,2}/(?:\\d{4}|\\d{1,2})(?![\\w/])'
const BARE_YEAR = `(?:in|since|during|of|by|until|from|before|after|around|year|early|late)\\s+(?:the\\s+)?((?:1[89]|20)\\d{2}(?:s\\b)?)(?![\\w])`
const ANY = new RegExp(`(?<![\\w/.-])(?:${WHOLE}|${SHORT}|${WEEKDAY}s?\\b)`, 'gi')
const YEARS = new RegExp(BARE_YEAR, 'gi')

/** Every date there is; for projects that mask all of them. */
export function allDates(scan: Scan): void {
  for (const match of scan.text.matchAll(ANY)) scan.add(match.index, match.index + match[0].length, 'DATE')
  for (const match of scan.text.matchAll(YEARS)) {
    const end = match.index + match[0].length
    scan.add(end - match[1].length, end, 'DATE')
  }
}
