/** Private keys in PEM's armour, with or without their end. */
import type { Scan } from './scan.ts'

const BEGIN = /^-----BEGIN[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----/
const LONGEST = 20_000

/** At a dash. Answers the end of the block, or 0. */
export function privateKey(scan: Scan, at: number): number {
  const { text } = scan
  if (!text.startsWith('-----BEGIN', at)) return 0
  const begin = BEGIN.exec(text.slice(at, at + 80))
  if (!begin) return 0
  const from = at + begin[0].length
  const rest = text.slice(from, from + LONGEST)
  const end = /-----END[ A-Z0-9]{0,40}PRIVATE KEY(?: BLOCK)?-----/.exec(rest)
  // Cut off: as far as its letters go.
  const length = end ? end.index + end[0].length : (/^[\w+/=\s\\:,.-]*/.exec(rest)?.[0].length ?? 0)
  return scan.add(at, from + length, 'SECRET')
}
