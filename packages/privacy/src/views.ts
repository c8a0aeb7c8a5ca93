/**
 * Other readings of a text: what JSON escapes hide, what zero-width and full-width characters hide. A view is the text as
 * it reads, with the place in the original of each of its characters, so that what is found in it is removed from there.
 */
export interface View {
  text: string
  /** For each character, where it starts in the text below; one more for the end. */
  places: Uint32Array
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: ' ', f: ' ', '"': '"', "'": "'", '/': '/', '\\': '\\' }
/** Without width or meaning of their own; written wide; digits of other scripts. */
const HIDING =
  /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\p{Variation_Selector}\ufeff\u00ad\uff01-\uff5e\u0660-\u0669\u06f0-\u06f9\u0966-\u096f]/u
const ENTITIES: Record<string, string> = {
  commat: '@',
  plus: '+',
  period: '.',
  colon: ':',
  sol: '/',
  lowbar: '_',
  hyphen: '-',
  lpar: '(',
  rpar: ')',
  nbsp: ' ',
  quot: '"',
  equals: '=',
}
const ENTITY = new RegExp(`&(?:#(\\d{1,5})|#x([0-9a-f]{1,4})|(${Object.keys(ENTITIES).join('|')}));`, 'i')
const LONGEST_ENTITY = 9
/** Where the noughts of digits stand. */
const NOUGHTS = [0x0660, 0x06f0, 0x0966]

/** Undefined: it reads as it is written. */
export function unescaped(text: string): View | undefined {
  if (!text.includes('\\')) return undefined
  return readAs(text, (at) => {
    if (text[at] !== '\\') return undefined
    const next = text[at + 1]
    if (next === 'u') {
      const code = /^[0-9a-fA-F]{4}$/.test(text.slice(at + 2, at + 6)) ? Number.parseInt(text.slice(at + 2, at + 6), 16) : undefined
      return code === undefined ? undefined : { length: 6, reads: String.fromCharCode(code) }
    }
    const reads = next === undefined ? undefined : ESCAPES[next]
    return reads === undefined ? undefined : { length: 2, reads }
  })
}

/** As an address bar and a form write it. Undefined: nothing is written so. */
export function percentDecoded(text: string): View | undefined {
  if ((!text.includes('%') && !text.includes('+')) || !/%[0-9a-f]{2}|[?&=][\w.()-]{0,64}\+[\w(]/i.test(text)) return undefined
  return readAs(text, (at) => {
    if (text[at] === '%') return octets(text, at)
    // In a form, a space; a plus of its own is written %2B.
    return text[at] === '+' && /[\w%)]/.test(text[at - 1] ?? '') && /[\w%(]/.test(text[at + 1] ?? '')
      ? { length: 1, reads: ' ' }
      : undefined
  })
}

/** One character of UTF-8, whatever its bytes. */
function octets(text: string, at: number): { length: number; reads: string } | undefined {
  const first = octet(text, at)
  if (Number.isNaN(first)) return undefined
  const count = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  let code = count === 1 ? first : first & (0xff >> (count + 1))
  for (let place = 1; place < count; place++) {
    const next = octet(text, at + 3 * place)
    if (Number.isNaN(next) || (next & 0xc0) !== 0x80) return undefined
    code = (code << 6) | (next & 0x3f)
  }
  // What lies beyond the first plane is a picture or a rare sign: one that is no letter stands for it.
  return { length: 3 * count, reads: code > 0xffff ? '\ufffd' : String.fromCharCode(code) }
}

function octet(text: string, at: number): number {
  return /^%[0-9a-f]{2}$/i.test(text.slice(at, at + 3)) ? Number.parseInt(text.slice(at + 1, at + 3), 16) : Number.NaN
}

/** Undefined: nothing is hidden. `isWide`: it has characters beyond the usual ones. */
export function unhidden(text: string, isWide: boolean): View | undefined {
  const hasEntities = text.includes('&') && ENTITY.test(text)
  if (!hasEntities && !(isWide && HIDING.test(text))) return undefined
  return readAs(text, (at) => {
    const code = text.charCodeAt(at)
    if (code === 0x26) return hasEntities ? entity(text, at) : undefined
    if (code >= 0xff01 && code <= 0xff5e) return { length: 1, reads: String.fromCharCode(code - 0xfee0) }
    if (code < 128 || !HIDING.test(text[at])) return undefined
    const nought = NOUGHTS.find((from) => code >= from && code <= from + 9)
    return { length: 1, reads: nought === undefined ? '' : String(code - nought) }
  })
}

function entity(text: string, at: number): { length: number; reads: string } | undefined {
  const match = ENTITY.exec(text.slice(at, at + LONGEST_ENTITY))
  if (match?.index !== 0) return undefined
  const [whole, decimal, hex, name = ''] = match
  const code = decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : undefined
  return { length: whole.length, reads: code === undefined ? (ENTITIES[name.toLowerCase()] ?? '') : String.fromCharCode(code) }
}

type Reading = (at: number) => { length: number; reads: string } | undefined

function readAs(text: string, reading: Reading): View {
  const places = new Uint32Array(text.length + 1)
  const parts: string[] = []
  let count = 0
  let plain = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    const read = code === 0x5c || code === 0x25 || code === 0x26 || code === 0x2b || code > 0xa0 ? reading(at) : undefined
    if (!read) {
      places[count++] = at++
      continue
    }
    parts.push(text.slice(plain, at), read.reads)
    if (read.reads !== '') places[count++] = at
    at += read.length
    plain = at
  }
  parts.push(text.slice(plain))
  places[count] = text.length
  return { text: parts.join(''), places: places.subarray(0, count + 1) }
}
