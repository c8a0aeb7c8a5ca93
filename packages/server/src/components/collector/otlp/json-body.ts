/**
 * A JSON body as data, within limits. The engine's parser has none of its own: 60 MB of `[` would take gigabytes, so
 * nesting and size are counted over the bytes first.
 */
import { UndecodableError } from '../../../flows/ingest/intake.ts'

/** 32 nested values take four levels each; the rest is room for what is not known yet. */
const MAX_DEPTH = 200
/** Objects and arrays. 64 MiB of ordinary spans have about two million. */
const MAX_CONTAINERS = 4_000_000

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_ARRAY = 0x5b
const CLOSE_ARRAY = 0x5d
const OPEN_OBJECT = 0x7b
const CLOSE_OBJECT = 0x7d

/**
 * Integers that a number would round: only where a known field of 64 bits holds them. A quote inside a string is escaped,
 * so the name with both its quotes is a name; should it be the end of a longer name, that name is not known and ignored.
 */
const WIDE_INTEGERS =
  /"(intValue|startTimeUnixNano|endTimeUnixNano|timeUnixNano|observedTimeUnixNano)"(\s*):(\s*)(-?[1-9]\d{15,})(?![\d.eE])/g

export type JsonObject = Readonly<Record<string, unknown>>

export function parseJsonBody(body: Uint8Array): JsonObject {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  checkSize(bytes)
  let parsed: unknown
  try {
    parsed = JSON.parse(bytes.toString('utf8').replace(WIDE_INTEGERS, '"$1"$2:$3"$4"'))
  } catch {
    throw new UndecodableError('the body is not valid JSON')
  }
  if (!isObject(parsed)) throw new UndecodableError('the body must be a JSON object')
  return parsed
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function checkSize(bytes: Buffer): void {
  let depth = 0
  let containers = 0
  const end = bytes.length
  for (let at = 0; at < end; at++) {
    const byte = bytes[at]
    if (byte === QUOTE) at = endOfText(bytes, at + 1)
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      containers++
      if (++depth > MAX_DEPTH) throw new UndecodableError(`the body nests deeper than ${MAX_DEPTH} levels`)
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--
  }
  if (containers > MAX_CONTAINERS) throw new UndecodableError('the body holds too many objects; send it in parts')
}

function endOfText(bytes: Buffer, from: number): number {
  let at = from
  const end = bytes.length
  while (at < end && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return at
}
