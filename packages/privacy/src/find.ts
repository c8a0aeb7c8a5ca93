/** What there is in a text that should not be kept: the one place that calls the recognisers. */
import { assignment, bearer, commandPassword, COMMANDS, namedValue, SPACED_NAMES, spacedValue } from './assignments.ts'
import { encodedText, hexText } from './base64.ts'
import { type Class, type Finding, settle } from './classes.ts'
import { ALPHANUMERIC, DIGIT, LOWER, UPPER, WORDS_DASH_DOT } from './characters.ts'
import { allDates, birthDate } from './dates.ts'
import { email } from './email.ts'
import { iban } from './iban.ts'
import { ipv6 } from './ip.ts'
import { isNumber, numbers } from './numbers.ts'
import { privateKey } from './pem.ts'
import { type Recognisers, Scan, walk, WordFilter } from './scan.ts'
import { allLinks, url } from './urls.ts'
import { keyByInside, numberedKey, vendorKey, webToken } from './vendor-keys.ts'
import { percentDecoded, unescaped, unhidden, type View } from './views.ts'

export interface FindOptions {
  /** The name the text came under. */
  key?: string
  /** Any date and any link, which are looked for only on demand. */
  dates?: boolean
  links?: boolean
}

/** JSON inside JSON inside JSON, in the address of something; and base64 inside base64. */
const MOST_VIEWS = 4
const MOST_DEPTH = 3

const SCHEMES = ['bearer', 'basic']
const BIRTH = ['born', 'birth', 'dob', 'birthday', 'birthdate']
const SPACED = new Set(SPACED_NAMES)
const KEYWORDS = new WordFilter([...SCHEMES, ...BIRTH, ...SPACED_NAMES, ...COMMANDS])

/** Everything found, in order and without overlaps. Time grows with the length of the text, whatever it holds. */
export function find(text: string, options: FindOptions = {}): Finding[] {
  const found = findIn(text, options, 0)
  return settle(found)
}

function findIn(text: string, options: FindOptions, depth: number): Finding[] {
  const { found, isWide } = findPlain(text, options, depth)
  let view = nextView(text)
  const above: View[] = []
  let isHiding = isWide
  while (view && above.length < MOST_VIEWS) {
    above.push(view)
    const inside = findPlain(view.text, options, depth)
    for (const finding of inside.found) found.push(placed(finding, above))
    isHiding ||= inside.isWide
    const read: View | undefined = nextView(view.text)
    view = read && read.text.length < view.text.length ? read : undefined
  }
  const shown = unhidden(above.at(-1)?.text ?? text, isHiding)
  if (shown) for (const finding of findPlain(shown.text, options, depth).found) found.push(placed(finding, [...above, shown]))
  return found
}

function nextView(text: string): View | undefined {
  return unescaped(text) ?? percentDecoded(text)
}

function placed({ start, end, class: name }: Finding, views: readonly View[]): Finding {
  let from = start
  let to = end
  for (let at = views.length - 1; at >= 0; at--) {
    from = views[at].places[from]
    to = views[at].places[to]
  }
  return { start: from, end: to, class: name }
}

function findPlain(text: string, { key = '', dates = false, links = false }: FindOptions, depth: number): Scan {
  const scan = new Scan(text, key, depth)
  if (key !== '' && depth === 0) namedValue(scan)
  walk(scan, RECOGNISERS, KEYWORDS)
  if (dates) allDates(scan)
  if (links) allLinks(scan)
  return scan
}

const RECOGNISERS: Recognisers = {
  word(scan, start, end, kinds) {
    if (start >= scan.tokenEnd) {
      const to = token(scan, start, end, kinds)
      if (to > 0) return to
    }
    if (isNumber(kinds)) return numberedKey(scan, start, end) || numbers(scan, start, end)
    return keyword(scan, start, end)
  },
  mark(scan, at) {
    switch (scan.text.charCodeAt(at)) {
      case 0x40:
        return email(scan, at)
      case 0x3a:
        return colon(scan, at)
      case 0x2d:
        return dash(scan, at)
      case 0x5c:
        return afterEscape(scan, at)
      default:
        return assignment(scan, at)
    }
  },
}

function colon(scan: Scan, at: number): number {
  const { text } = scan
  if (text.startsWith('//', at + 1)) return url(scan, at)
  if (at >= scan.groupsEnd) {
    const end = ipv6(scan, at)
    if (end > 0) return end
  }
  return userAndPassword(scan, at) || assignment(scan, at)
}

function dash(scan: Scan, at: number): number {
  const next = scan.text.charCodeAt(at + 1)
  if (next === 0x75 || next === 0x2d) {
    if (/^-(?:u|-user|-proxy-user)[ =]/.test(scan.text.slice(at, at + 13))) scan.userOption = at
    return privateKey(scan, at) || at + 1
  }
  return at + 1
}

/** `-u name:password`, as curl takes it. */
function userAndPassword(scan: Scan, at: number): number {
  if (at - scan.userOption > 84) return 0
  const match = /^-[\w-]+[ =]["']?([\w.@-]{1,64})$/.exec(scan.text.slice(scan.userOption, at))
  const value = match && /^[^\s"'\\]{3,256}/.exec(scan.text.slice(at + 1, at + 257))
  if (!match || !value || /^[${<]/.test(value[0])) return 0
  return scan.add(at - match[1].length, at + 1 + value[0].length, 'SECRET')
}

/** An escape ends what stood before it: the `n` of `\n` is no letter. */
function afterEscape(scan: Scan, at: number): number {
  const size = scan.text[at + 1] === 'u' ? 6 : 2
  // A quote or slash that was escaped may itself be a mark to look from.
  if (size === 2 && !/[nrtbf\\]/.test(scan.text[at + 1] ?? '')) return at + 1
  scan.floor = Math.min(scan.text.length, at + size)
  return at + size
}

/** A long token: keys by their form, account numbers, text in base64. Looks at each token once. */
function token(scan: Scan, start: number, end: number, kinds: number): number {
  const { text } = scan
  if ((kinds & (DIGIT | UPPER)) === 0 && end - start < 20) {
    if (text[end] !== '-' && text[end] !== '.' && text[end] !== '_') return 0
  }
  const from = WORDS_DASH_DOT.start(text, start, Math.max(scan.floor, scan.tokenEnd, start - 64))
  const to = WORDS_DASH_DOT.end(text, end)
  scan.tokenEnd = to
  const found = webToken(scan, from) || vendorKey(scan, from) || keyByInside(scan, from, to) || vendorInside(scan, from, to)
  if (found > 0) return found
  if ((kinds & (DIGIT | UPPER | LOWER)) !== DIGIT && (kinds & DIGIT) !== 0) {
    const account = iban(scan, start)
    if (account > 0) return account
  }
  return encoded(scan, from)
}

/** A key glued behind a dot or dash: `prefix.sk-ant-…`; looked for at the parts of a token, some of them. */
function vendorInside(scan: Scan, from: number, to: number): number {
  const { text } = scan
  const most = Math.min(to, from + 64)
  for (let at = from + 1; at < most; at++) {
    const before = text.charCodeAt(at - 1)
    if ((before !== 0x2d && before !== 0x2e) || !ALPHANUMERIC.has(text.charCodeAt(at))) continue
    const found = webToken(scan, at) || vendorKey(scan, at)
    if (found > 0) return found
  }
  return 0
}

function encoded(scan: Scan, from: number): number {
  if (scan.depth >= MOST_DEPTH || from < scan.encodedEnd) return 0
  const inside = hexText(scan.text, from) ?? encodedText(scan.text, from)
  if (!inside) return 0
  scan.encodedEnd = inside.end
  const found = findIn(inside.text, { key: '' }, scan.depth + 1)
  if (found.length === 0) return 0
  const [first] = settle(found)
  return scan.add(from, inside.end, first.class)
}

function keyword(scan: Scan, start: number, end: number): number {
  if (end - start > 48) return end
  const word = scan.text.slice(start, end)
  const lower = word.toLowerCase()
  if (SCHEMES.includes(lower)) return bearer(scan, start, end) || end
  if (COMMANDS.includes(lower)) return commandPassword(scan, end)
  if (BIRTH.includes(lower)) return birthDate(scan, end)
  if (SPACED.has(lower) || /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_(?:PASSWORD|PASSWD|PASS|PWD|SECRET|TOKEN|KEY)$/.test(word))
    return spacedValue(scan, start, end) || end
  return end
}

/** What a class is called where several were found in one text. */
export function countByClass(findings: readonly Finding[]): Partial<Record<Class, number>> {
  const counts: Partial<Record<Class, number>> = {}
  for (const { class: name } of findings) counts[name] = (counts[name] ?? 0) + 1
  return counts
}
