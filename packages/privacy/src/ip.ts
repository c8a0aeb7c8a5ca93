/** Addresses of machines. Version 4 is found among numbers (numbers.ts); this is version 6, and what may stand behind either. */
import { alphanumeric, CharacterSet, HEX, WORDS } from './characters.ts'
import type { Scan } from './scan.ts'

const RUN = new CharacterSet('0123456789abcdefABCDEF:.')
const ZONE = new CharacterSet(alphanumeric)
const LONGEST = 46

/** Looks at the run of groups around a colon, once for all its colons. Answers its end, or 0. */
export function ipv6(scan: Scan, colon: number): number {
  const { text } = scan
  const next = text.charCodeAt(colon + 1)
  if (next !== 0x3a && !HEX.has(next)) return 0
  const start = HEX.start(text, colon, Math.max(scan.floor, colon - 5))
  if (start === colon && next !== 0x3a) return 0
  let end = RUN.end(text, colon, Math.min(text.length, start + LONGEST))
  scan.groupsEnd = end
  if (colon - start > 4 || (start > 0 && start < colon && WORDS.has(text.charCodeAt(start - 1))) || WORDS.has(text.charCodeAt(end)))
    return 0
  while (end > colon + 2 && (text[end - 1] === '.' || (text[end - 1] === ':' && text[end - 2] !== ':'))) end--
  if (!isIPv6(text.slice(start, end))) return 0
  return scan.add(start, suffixEnd(text, end), 'IP')
}

/** `%eth0`, `/64` */
export function suffixEnd(text: string, end: number): number {
  let at = end
  if (text.charCodeAt(at) === 0x25) {
    const zone = ZONE.end(text, at + 1, at + 17)
    if (zone > at + 1) at = zone
  }
  const prefix = /^\/\d{1,3}(?![\w./])/.exec(text.slice(at, at + 6))
  return prefix ? at + prefix[0].length : at
}

function isIPv6(run: string): boolean {
  // Most runs are times of day.
  if (!run.includes('::') && run.length < 15) return false
  const halves = run.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  let count = groups.length
  for (const [at, group] of groups.entries()) {
    if (at === groups.length - 1 && group.includes('.')) {
      if (!isIPv4(group)) return false
      count++
    } else if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return false
  }
  if (halves.length === 1) return count === 8
  // `a::b` is a name in C++ and Rust; an address has a digit, or more groups than names have parts.
  return count >= 1 && count <= 7 && (/\d/.test(run) || count >= 4)
}

export function isIPv4(text: string): boolean {
  const parts = text.split('.')
  return parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2}|00\d|0\d\d)$/.test(part) && Number(part) <= 255)
}
