/**
 * Where a list goes on. A cursor carries the last row's place and the range as instants, so that `now-1h` means the same
 * on every page. It belongs to one search: its checksum is made with the search, so that one that was changed, or is
 * used with another search, is refused instead of answering nonsense. It is no secret and gives no access.
 */
import { createHash } from 'node:crypto'
import { HttpError } from '../../kit/errors.ts'
import type { TimeRange } from './time-range.ts'

export interface Cursor extends TimeRange {
  /** The last row's time and id. */
  readonly lastNs: bigint
  readonly lastId: string
}

/** `search`: everything that decides what is listed, the project included, but not the range. */
export function writeCursor(cursor: Cursor, search: readonly unknown[]): string {
  const body = JSON.stringify([cursor.fromNs, cursor.toNs, cursor.lastNs, cursor.lastId].map(String))
  return Buffer.from(checksum(body, search) + body).toString('base64url')
}

export function readCursor(text: string, search: readonly unknown[]): Cursor {
  const plain = Buffer.from(text, 'base64url').toString()
  const body = plain.slice(CHECKSUM_LENGTH)
  if (plain.slice(0, CHECKSUM_LENGTH) !== checksum(body, search)) throw refused()
  try {
    const [fromNs, toNs, lastNs, lastId] = JSON.parse(body) as [string, string, string, string]
    return { fromNs: BigInt(fromNs), toNs: BigInt(toNs), lastNs: BigInt(lastNs), lastId: String(lastId) }
  } catch {
    throw refused()
  }
}

const CHECKSUM_LENGTH = 16

function checksum(body: string, search: readonly unknown[]): string {
  return createHash('sha256').update(body).update('\0').update(JSON.stringify(search)).digest('base64url').slice(0, CHECKSUM_LENGTH)
}

function refused(): HttpError {
  const message = 'the cursor is not one that this search gave; start again without it'
  return new HttpError(422, 'invalid_cursor', message, { errors: [{ path: 'cursor', message }] })
}
