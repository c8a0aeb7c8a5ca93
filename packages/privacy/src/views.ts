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
const HIDING = /[\u200b-\u200d\u2060\ufeff\u00ad\uff01-\uff5e]|%40|&#(?:x40|64);/i

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

/** Undefined: nothing is hidden. `isWide`: it has characters beyond the usual ones. */
export function unhidden(text: string, isWide: boolean): View | undefined {
  if (isWide ? !HIDING.test(text) : !text.includes('%40') && !text.includes('&#')) return undefined
  return readAs(text, (at) => {
    const code = text.charCodeAt(at)
    if (code === 0x25) return text.startsWith('%40', at) ? { length: 3, reads: '@' } : undefined
    if (code === 0x26) {
      const entity = /^&#(?:x40|64);/i.exec(text.slice(at, at + 6))
      return entity ? { length: entity[0].length, reads: '@' } : undefined
    }
    if (code >= 0xff01 && code <= 0xff5e) return { length: 1, reads: String.fromCharCode(code - 0xfee0) }
    return HIDING.test(text[at]) ? { length: 1, reads: '' } : undefined
  })
}

type Reading = (at: number) => { length: number; reads: string } | undefined

function readAs(text: string, reading: Reading): View {
  const places = new Uint32Array(text.length + 1)
  const parts: string[] = []
  let count = 0
  let plain = 0
  for (let at = 0; at < text.length;) {
    const code = text.charCodeAt(at)
    const read = code === 0x5c || code === 0x25 || code === 0x26 || code > 0xa0 ? reading(at) : undefined
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
