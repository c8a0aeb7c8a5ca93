/** What is written in digits: addresses of machines, social security numbers, cards, phones. One number, in groups, at a time. */
import { DIGITS, kindOf, WORD, DIGIT } from './characters.ts'
import { isCard } from './checksums.ts'
import { isIPv4, suffixEnd } from './ip.ts'
import type { Scan } from './scan.ts'

/** A number as groups of digits with short gaps between them. */
interface Groups {
  starts: number[]
  ends: number[]
  /** What stands before each group; empty for the first. */
  gaps: string[]
  plus: boolean
  /** Where it begins with its sign or bracket. */
  lead: number
  /** A word is tied to it on the left or right: it is part of an id. */
  joined: boolean
}

const MOST_GROUPS = 10
const LONGEST_GAP = 2
const GAP: Readonly<Record<string, string>> = {
  ' ': ' ',
  '-': '-',
  '.': '.',
  '/': '/',
  '(': '(',
  ')': ')',
  // Spaces and dashes as typesetters have them, read as those of a keyboard.
  '\u00a0': ' ',
  '\u2009': ' ',
  '\u202f': ' ',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
}
const REACH = 48

export function numbers(scan: Scan, start: number, end: number): number {
  const { text } = scan
  const groups = readGroups(scan, start, end)
  const last = address(scan, groups) || socialSecurity(scan, groups) || card(scan, groups) || phone(scan, groups)
  if (last > 0) return last
  // A date is passed over whole, lest its last groups look like something else.
  return isDate(text, groups) ? groups.ends[2] : end
}

function readGroups({ text, floor }: Scan, start: number, end: number): Groups {
  const starts = [start]
  const ends = [end]
  const gaps = ['']
  while (starts.length < MOST_GROUPS) {
    const from = ends[ends.length - 1]
    let at = from
    let gap = ''
    while (at - from < LONGEST_GAP && GAP[text[at]] !== undefined) gap += GAP[text[at++]]
    const to = DIGITS.end(text, at)
    if (at === from || to === at || (isWord(text, to) && !/^x\d/i.test(text.slice(to, to + 2)))) break
    starts.push(at)
    ends.push(to)
    gaps.push(gap)
  }
  // A bracket that closes behind the number is not a part of it.
  const closes = text.slice(start, ends[ends.length - 1]).includes(')')
  let lead = start
  if (closes && text[lead - 1] === '(') lead--
  const plus = text[lead - 1] === '+' && lead - 1 >= floor
  if (plus) lead--
  if (closes && text[lead - 1] === '(') lead--
  return { starts, ends, gaps, plus, lead, joined: isTied(text, start) }
}

function isWord(text: string, at: number): boolean {
  return (kindOf(text.charCodeAt(at)) & WORD) !== 0
}

function isTied(text: string, start: number): boolean {
  const before = text[start - 1]
  return (before === '-' || before === '.' || before === '_') && isWord(text, start - 2)
}

/** `-abc` behind it: part of a longer id. */
function isTiedBehind(text: string, end: number): boolean {
  return (text[end] === '-' || text[end] === '_') && isWord(text, end + 1)
}

const BROWSER = /(?:Chrome|Chromium|Edg|OPR|CriOS|Version|Firefox|Safari|Electron|Brave)\/$/
const VERSION = /\b(?:version|release|ver|v|build|upgrade[sd]? (?:to|from)|==|@)[\s:="']*$/i

function address(scan: Scan, { starts, ends, gaps }: Groups): number {
  if (starts.length < 4 || gaps[1] !== '.' || gaps[2] !== '.' || gaps[3] !== '.') return 0
  const { text } = scan
  const end = ends[3]
  if (!isIPv4(text.slice(starts[0], end))) return 0
  const before = text.slice(Math.max(0, starts[0] - 24), starts[0])
  if (BROWSER.test(before) || VERSION.test(before)) return end
  return scan.add(starts[0], suffixEnd(text, end), 'IP')
}

const SOCIAL = /\b(?:ssn|itin|social[\s_-]?security|soc[\s_-]?sec|taxpayer|tax[\s_-]?id)/i

function socialSecurity(scan: Scan, { starts, ends, gaps, joined }: Groups): number {
  const { text } = scan
  const nine = ends[0] - starts[0] === 9
  const parted = starts.length >= 3 && ends[0] - starts[0] === 3 && ends[1] - starts[1] === 2 && ends[2] - starts[2] === 4
  if ((!nine && !parted) || joined) return 0
  const end = nine ? ends[0] : ends[2]
  const sure = parted && gaps[1] === gaps[2] && /^[-. ]$/.test(gaps[1])
  if (isTiedBehind(text, end) || (!sure && !SOCIAL.test(scan.before(starts[0], REACH)))) return 0
  const digits = text.slice(starts[0], end).replace(/\D/g, '')
  if (/^(?:000|666)|^...00|0000$/.test(digits)) return 0
  return scan.add(starts[0], end, 'SSN')
}

const PAYMENT = /\b(?:card|credit|debit|visa|mastercard|master card|amex|american express|maestro|discover|diners|jcb|cc|ccn|pan|payment)/i
const LONGEST_CARD = 19
/** What is called an id is one, whatever its digits add up to. */
const ID =
  /(?:^|[\s"'{,(_.-]|[a-z](?=I))(?:id|ids|_id|Id|ID|trace|span|parent|uuid|hash|tracking|order|invoice|ticket|commit|build|seq|offset|timestamp|ts|nonce)["'\s:=#\\]*$/
const ID_REACH = 24

function card(scan: Scan, { starts, ends, gaps, joined }: Groups): number {
  const { text } = scan
  if (joined) return 0
  let digits = ''
  let found = 0
  for (let at = 0; at < starts.length; at++) {
    if (at > 0 && !/^[ .-]$/.test(gaps[at])) break
    digits += text.slice(starts[at], ends[at])
    if (digits.length > LONGEST_CARD) break
    if (digits.length < 12 || isTiedBehind(text, ends[at])) continue
    if (!isCard(digits, true) || (at === 0 && ID.test(scan.before(starts[0], ID_REACH)))) continue
    const usual = digits.length >= 14 && digits.length <= 16 && gaps[at] !== '.' && isCard(digits, false)
    if (usual || PAYMENT.test(scan.before(starts[0], REACH))) found = ends[at]
  }
  return found === 0 ? 0 : scan.add(starts[0], found, 'CREDIT_CARD')
}

const CALLED = new RegExp(
  '\\b(?:(?:tele)?phones?|tel|telefon|mobile?|cell(?:phone|ular)?|fax|whats ?app|hotline|voicemail|handy|pager|msisdn|phone_?(?:no|number))\\b' +
    '|\\b(?:call(?:ed|ing|s)?|reach(?:ed)?|contact(?:ed)?|ring|text(?:ed)?|dial(?:ed)?|answering|sms)\\b[^.\\d]{0,24}\\b(?:at|on|me|us|him|her|them|number|is|to)\\W*$' +
    '|\\b(?:my|your|his|her|their|our|new|home|work|office|contact|emergency)\\s+number\\b[^.\\d]{0,20}$|phone|mobile_|_tel\\b',
  'i',
)

function phone(scan: Scan, groups: Groups): number {
  const { text } = scan
  const { ends, lead } = groups
  const count = phoneGroups(scan, groups)
  if (count === 0) return 0
  const end = ends[count - 1]
  const extension = /^\s?(?:x|ext\.?|extension)\s?\d{1,6}(?!\w)/i.exec(text.slice(end, end + 18))
  return scan.add(lead, end + (extension?.[0].length ?? 0), 'PHONE')
}

/** How many groups from the first are a phone number; 0 for none. */
function phoneGroups(scan: Scan, groups: Groups): number {
  const { text } = scan
  const { starts, ends, plus, joined } = groups
  const sizes = starts.map((start, at) => ends[at] - start)
  if (plus) return within(sizes, 8, 15)
  const count = isEpoch(sizes) || isDecimal(groups, sizes) ? 0 : within(sizes, 6, 15)
  if (count > 0 && isCalled(scan, starts[0])) return count
  if (joined || isDecimal(groups, sizes) || isDate(text, groups) || isTiedBehind(text, ends[ends.length - 1])) return 0
  return text[starts[0] - 1] === '(' && groups.gaps[1]?.startsWith(')') ? bracketed(text, groups, sizes) : plainForm(text, groups, sizes)
}

function isCalled(scan: Scan, at: number): boolean {
  const before = scan.before(at, REACH)
  return /[a-z]{3}/i.test(before) && CALLED.test(before)
}

/** As many groups as hold at most `most` digits, if they hold `least`. */
function within(sizes: number[], least: number, most: number): number {
  let sum = 0
  let count = 0
  while (count < sizes.length && sum + sizes[count] <= most) sum += sizes[count++]
  return sum >= least ? count : 0
}

/** Milliseconds and longer stand alone and have thirteen digits. */
function isEpoch(sizes: number[]): boolean {
  return sizes.length === 1 && sizes[0] >= 13
}

/** `0.018449828`: one point, and no area code in front of it. */
function isDecimal({ gaps }: Groups, sizes: number[]): boolean {
  return gaps[1] === '.' && (sizes.length === 2 || sizes[0] === 1 || gaps[2] !== '.')
}

/** `(415) 555-0132` */
function bracketed(text: string, { gaps, starts, ends }: Groups, sizes: number[]): number {
  if (sizes.length < 2 || !gaps[1].startsWith(')') || sizes[0] > 5 || sizes[0] < 2) return 0
  const count = within(sizes, 7, 12)
  return count >= 2 && text.slice(starts[0], ends[0]) !== '' ? count : 0
}

/** Forms that are phone numbers without a word beside them. */
function plainForm(text: string, { starts, gaps }: Groups, sizes: number[]): number {
  const first = text[starts[0]]
  const shape = sizes.join('-')
  const north = /^(?:1-)?3-3-4(?:-|$)/.exec(shape)
  if (north && /[2-9]/.test(text[starts[shape.startsWith('1-') ? 1 : 0]])) return shape.startsWith('1-') ? 4 : 3
  const total = sizes.reduce((sum, size) => sum + size, 0)
  const dashes = sizes.length >= 3 && gaps.slice(1).every((gap) => gap === '-') && sizes.every((size) => size >= 2 && size <= 5)
  // Three, two, four is a number of the state; all of four are of an account; nine digits without a trunk code are of an article.
  if (dashes && total >= (first === '0' ? 9 : 10) && total <= 12 && shape !== '3-2-4' && !sizes.every((size) => size === 4))
    return sizes.length
  if (/^00[1-9]/.test(text.slice(starts[0], starts[0] + 3)) && sizes.length >= 3) return within(sizes, 10, 16)
  const gapsFit = gaps.slice(1).every((gap) => gap === ' ' || gap === '-' || gap === '/' || gap === '.')
  if (isPartOfSum(text, starts[0])) return 0
  if (first === '0' && sizes.length >= 2 && gapsFit && sizes[0] <= 5 && total >= 9 && total <= 12) return sizes.length
  return 0
}

/** `10 000 000 000`: groups of noughts, or with digits right before them. */
function isPartOfSum(text: string, start: number): boolean {
  return /\d[ \u00a0\u202f]$/.test(text.slice(Math.max(0, start - 2), start)) || text.startsWith('000', start)
}

function isDate(text: string, { starts, ends, gaps }: Groups): boolean {
  if (starts.length < 3 || gaps[1] !== gaps[2] || !/^[-./]$/.test(gaps[1]) || gaps[3] === gaps[1]) return false
  const shape = `${ends[0] - starts[0]}${ends[1] - starts[1]}${ends[2] - starts[2]}`
  if (!/^(?:4[12][12]|[12][12][24])$/.test(shape)) return false
  return shape[0] === '4' ? /^(?:1[5-9]|20|21)/.test(text.slice(starts[0], ends[0])) : Number(text.slice(starts[0], ends[0])) <= 31
}

export function isNumber(kinds: number): boolean {
  return (kinds & WORD) === DIGIT
}
