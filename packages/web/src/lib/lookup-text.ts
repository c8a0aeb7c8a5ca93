/** What a pasted text could be the id of. */

/** A trace id as we keep it: 32 hexadecimal digits, dashes of a UUID dropped. */
export function traceIdOf(text: string): string | undefined {
  const id = text.trim().replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{32}$/.test(id) ? id : undefined
}

/** One word, long enough to be worth asking the server for. */
export function looksLikeId(text: string): boolean {
  return /^[^\s"()]{4,128}$/.test(text.trim())
}
