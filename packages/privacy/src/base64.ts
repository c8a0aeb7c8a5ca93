/** Text inside base64: looked into, and masked whole when something is found in it. */
import { BASE64, HEX } from './characters.ts'
import { fromBase64, fromUtf8 } from './encoded.ts'

const SHORTEST = 20
/** Of decoded bytes that are text, at least this share can be printed. */
const PRINTABLE = 0.9

const HEAD = 16
const NONE = 255
const VALUES = new Uint8Array(128).fill(NONE)
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  VALUES[character.charCodeAt(0)] = value
VALUES['-'.charCodeAt(0)] = 62
VALUES['_'.charCodeAt(0)] = 63

export interface Encoded {
  end: number
  text: string
}

/** The run of base64 that starts here, decoded, when it is text. */
export function encodedText(text: string, start: number): Encoded | undefined {
  if (!beginsAsText(text, start)) return undefined
  const end = BASE64.end(text, start)
  if (end - start < SHORTEST) return undefined
  const bytes = fromBase64(text.slice(start, end))
  const decoded = bytes === undefined || bytes.includes('\0') ? undefined : fromUtf8(bytes)
  let close = end
  while (close < end + 2 && text[close] === '=') close++
  return { end: close, text: decoded !== undefined && isText(decoded) ? decoded : '' }
}

/** The same of bytes written in hexadecimal, as databases print them: `70…`, `\x70…`, `0x70…`. A digest is no text. */
export function hexText(text: string, start: number): Encoded | undefined {
  const from = text[start] === 'x' ? start + 1 : text.startsWith('0x', start) ? start + 2 : start
  const end = HEX.end(text, from)
  if (end - from < 2 * SHORTEST || (end - from) % 2 === 1) return undefined
  let bytes = ''
  for (let at = from; at < end; at += 2) {
    const byte = Number.parseInt(text.slice(at, at + 2), 16)
    if (at < from + HEAD && !isTextByte(byte)) return undefined
    bytes += String.fromCharCode(byte)
  }
  const decoded = fromUtf8(bytes)
  return { end, text: decoded !== undefined && isText(decoded) ? decoded : '' }
}

/** The first twelve bytes tell nearly every id and picture from text; most are told by the first. */
function beginsAsText(text: string, start: number): boolean {
  for (let at = start; at < start + HEAD; at += 4) {
    let bits = 0
    for (let place = 0; place < 4; place++) {
      const code = text.charCodeAt(at + place)
      const value = code < 128 ? VALUES[code] : NONE
      if (value === undefined || value === NONE) return false
      bits = (bits << 6) | value
    }
    if (!isTextByte(bits >> 16) || !isTextByte((bits >> 8) & 0xff) || !isTextByte(bits & 0xff)) return false
  }
  return true
}

function isTextByte(byte: number): boolean {
  return (byte >= 0x20 && byte !== 0x7f) || byte === 9 || byte === 10 || byte === 13
}

/** Nearly all of it prints, or is white space. */
function isText(bytes: string): boolean {
  let printable = 0
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes.charCodeAt(at)
    if (code === 0) return false
    if ((code >= 0x20 && code !== 0x7f && (code < 0x80 || code >= 0xa0)) || code === 9 || code === 10 || code === 13) printable++
  }
  return printable >= bytes.length * PRINTABLE
}
