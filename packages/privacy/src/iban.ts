/** Account numbers with a country in front, whole or in groups. */
import { accountLength, mod97 } from './checksums.ts'
import { kindOf, DIGIT, UPPER, LOWER, WORD } from './characters.ts'
import type { Scan } from './scan.ts'

/** Where the account number that begins at a word ends; 0 when none does. Lower case is taken, as people type it. */
export function iban(scan: Scan, start: number): number {
  const { text } = scan
  if (!isDigit(text, start + 2) || !isDigit(text, start + 3)) return 0
  const length = accountLength(text.slice(start, start + 2).toUpperCase())
  if (length === undefined) return 0
  let account = ''
  let at = start
  while (account.length < length) {
    const code = text.charCodeAt(at)
    const kind = kindOf(code)
    if (code < 128 && (kind & (DIGIT | UPPER | LOWER)) !== 0) account += text[at]
    else if (!(code === 0x20 || code === 0x2d || code === 0x2e || code === 0xa0) || account.length < 4 || !joins(text, at)) return 0
    at++
  }
  if ((kindOf(text.charCodeAt(at)) & WORD) !== 0 || !mod97(account.toUpperCase())) return 0
  // Small letters with dashes are a UUID that happens to add up.
  if (account !== account.toUpperCase() && text.slice(start, at).includes('-')) return 0
  return scan.add(start, at, 'IBAN')
}

function isDigit(text: string, at: number): boolean {
  return kindOf(text.charCodeAt(at)) === DIGIT
}

/** A gap counts only between two groups. */
function joins(text: string, at: number): boolean {
  return (kindOf(text.charCodeAt(at + 1)) & (DIGIT | UPPER | LOWER)) !== 0
}
