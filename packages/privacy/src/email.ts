/** Mail addresses, from the @ outwards. */
import { alphanumeric, CharacterSet, isSpaceless, kindOf, letters, WORD } from './characters.ts'
import type { Scan } from './scan.ts'

const LOCAL = new CharacterSet(`${alphanumeric}._%+-'!#$&*^~`)
const EDGE = new CharacterSet(`._%-'!#$&*^~`)
const LETTERS = new CharacterSet(letters)
/** RFC 5321: 64 before the @, 253 behind it. */
const LONGEST_LOCAL = 64
const LONGEST_DOMAIN = 253
/** `logo@2x.png` is a picture for a dense screen; `react@18.2.0-rc.next` a package; `git@host:path` where a repository is. */
const PICTURE = /^\dx\.[a-z]{3,4}$/i
/** Between two quotes of a program there are signs. */
const QUOTED = /^[\p{L}\p{N}][\p{L}\p{N} ._'+-]*$/u
const VERSION = /^\d+\.\d/

export function email(scan: Scan, at: number): number {
  const { text } = scan
  const start = text[at - 1] === '"' ? quotedStart(scan, at) : localStart(scan, at)
  if (start === at) return at + 1
  const end = domainEnd(text, at + 1)
  if (end === 0) return at + 1
  const domain = text.slice(at + 1, end)
  if (PICTURE.test(domain) || VERSION.test(domain)) return at + 1
  if (text.charCodeAt(end) === 0x3a && text.slice(start, at) === 'git') return end
  return scan.add(start, end, 'EMAIL')
}

/** `"john doe"@example.org` */
function quotedStart({ text, floor }: Scan, at: number): number {
  const least = Math.max(floor, at - LONGEST_LOCAL)
  const open = text.slice(least, at - 1).lastIndexOf('"')
  return open >= 0 && QUOTED.test(text.slice(least + open + 1, at - 1)) ? least + open : at
}

function localStart({ text, floor }: Scan, at: number): number {
  let start = at
  const least = Math.max(floor, at - LONGEST_LOCAL)
  // Where words have no space between them, what touches the @ says whether they are a part of the address.
  const spaceless = isSpaceless(text.charCodeAt(at - 1))
  while (start > least) {
    const code = text.charCodeAt(start - 1)
    if (!LOCAL.has(code) && (code < 128 || kindOf(code) === 0) && !(spaceless && isSpaceless(code))) break
    start--
  }
  while (start < at && EDGE.has(text.charCodeAt(start))) start++
  return start
}

/** 0: what follows is no domain. */
function domainEnd(text: string, from: number): number {
  if (text.charCodeAt(from) === 0x5b) return literalEnd(text, from)
  const most = Math.min(text.length, from + LONGEST_DOMAIN)
  let at = from
  let label = from
  let end = 0
  while (at <= most) {
    const code = at < most ? text.charCodeAt(at) : 0
    if ((kindOf(code) & WORD) !== 0 || (code === 0x2d && at > label) || (isSpaceless(code) && isSpaceless(text.charCodeAt(label)))) {
      at++
      continue
    }
    if (at === label) break
    // The last label is what makes a domain of it: letters, at least two.
    const labelEnd = withoutUnderscores(text, label, at)
    if (label > from && isTop(text, label, labelEnd)) end = labelEnd
    if (code !== 0x2e) break
    label = ++at
  }
  return end
}

/** `__ada@example.org__` stands out in Markdown. */
function withoutUnderscores(text: string, start: number, end: number): number {
  let at = end
  while (at > start && text.charCodeAt(at - 1) === 0x5f) at--
  return at
}

function isTop(text: string, start: number, end: number): boolean {
  if (end - start < 2) return false
  const first = text.charCodeAt(start)
  if (first >= 128) return true
  return LETTERS.end(text, start, end) === end || text.startsWith('xn--', start)
}

/** `[192.0.2.1]` */
function literalEnd(text: string, from: number): number {
  const close = text.slice(from, from + 48).indexOf(']')
  return close > 7 && /^[\d.:a-fA-FIPv]+$/.test(text.slice(from + 1, from + close)) ? from + close + 1 : 0
}
