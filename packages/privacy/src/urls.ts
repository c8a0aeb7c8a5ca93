/** Addresses that carry credentials: of databases and queues, with a user and a password, of hooks whose path is the key. */
import type { Scan } from './scan.ts'
import { CharacterSet, alphanumeric } from './characters.ts'

const SCHEME = new CharacterSet(`${alphanumeric}+.-`)
const END = /[\s"'`<>\\{}|^]/
const AUTHORITY_END = /[\s"'`<>\\{}|^/?#]/
const LONGEST = 4096
const LONGEST_AUTHORITY = 320
const HOOK =
  /^(?:hooks\.slack(?:-gov)?\.com\/(?:services|workflows|triggers)\/|(?:\w+\.)?discord(?:app)?\.com\/api\/webhooks\/|[\w.-]+\.webhook\.office\.com\/|hooks\.zapier\.com\/hooks\/|maker\.ifttt\.com\/|[\w.-]+\.logic\.azure\.com|api\.telegram\.org\/bot|hooks\.airtable\.com\/|chat\.googleapis\.com\/v1\/spaces\/|outlook\.office(?:365)?\.com\/webhook\/)/i

/** At the colon of `://`. */
export function url(scan: Scan, colon: number): number {
  const { text } = scan
  const start = SCHEME.start(text, colon, Math.max(scan.floor, colon - 24))
  const from = colon + 3
  const authority = upTo(text, from, AUTHORITY_END, LONGEST_AUTHORITY)
  const hook = HOOK.test(text.slice(from, from + 120))
  // A password may itself hold an @ or a slash, so the last @ counts, and one behind a slash where a colon came first.
  let at = authority.lastIndexOf('@')
  if (at < 0 && authority.includes(':')) at = upTo(text, from, END, LONGEST_AUTHORITY).indexOf('@')
  if (!hook && at <= 0) return from
  const rest = upTo(text, from, END, LONGEST)
  if (hook) return scan.add(start, from + trimmed(rest), 'SECRET')
  const user = rest.slice(0, at)
  const colonAt = user.indexOf(':')
  const hasPassword = colonAt >= 0 && user.length > colonAt + 1 && !/^(?:\$|\{|%[A-Z(]|<|\*+$|\[)/.test(user.slice(colonAt + 1))
  const isKey = colonAt < 0 && user.length >= 20 && /\d/.test(user)
  if (!hasPassword && !isKey) return from + at + 1
  return scan.add(start, from + trimmed(rest), 'URL')
}

function upTo(text: string, from: number, end: RegExp, longest: number): string {
  const slice = text.slice(from, from + longest)
  const stop = slice.search(end)
  return stop < 0 ? slice : slice.slice(0, stop)
}

/** Without the full stop of a sentence, or the bracket around it. */
function trimmed(rest: string): number {
  return rest.replace(/[.,;:!?)\]]+$/, '').length
}

const ANY = /\b(?:https?|ftp|wss?):\/\/[^\s"'`<>\\{}|^]+|\bwww\.[^\s"'`<>\\{}|^]{3,}/gi

/** Every web address; for projects that mask all of them. */
export function allLinks(scan: Scan): void {
  for (const match of scan.text.matchAll(ANY)) scan.add(match.index, match.index + trimmed(match[0]), 'LINK')
}
