/** The bounds of LISTEN and NOTIFY, the same on both engines. */
import { assert } from '../../kit/errors.ts'

/** PostgreSQL takes less than 8,000 bytes; beyond it a listener reads from a table what it was told of. */
const maxPayloadBytes = 7_900

/** Becomes part of a statement, because LISTEN takes no parameter. */
export function checkChannel(channel: string): string {
  assert(/^[a-z][a-z_]{0,49}$/.test(channel), `${JSON.stringify(channel)} is no channel: lower-case letters and underscores, at most 50`)
  return channel
}

export function checkPayload(payload: string): string {
  assert(Buffer.byteLength(payload) <= maxPayloadBytes, `a payload may have ${maxPayloadBytes} bytes`)
  return payload
}
