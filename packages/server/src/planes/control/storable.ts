/**
 * What PostgreSQL cannot hold: NUL in text and jsonb, and halves of surrogate pairs. The rule is one and the same for
 * every column: each such character becomes U+FFFD, nothing else changes, and nothing is refused for it. Rooms get this by
 * using the columns of columns.ts; who writes SQL by hand calls these.
 */
// A lone half is matched by \p{Surrogate} only under the `u` flag; whole pairs are not.
const unstorable = /\u0000|\p{Surrogate}/gu

export function storableText(text: string): string {
  return text.replace(unstorable, '\ufffd')
}

/** The text of a JSON document for a `jsonb` parameter. Keys are cleaned too. `undefined` becomes null. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value)
  if (text === undefined) return 'null'
  // JSON.stringify writes both kinds as escapes, so a document without an escape of that form is clean.
  if (!/\\u(0000|d[89a-f])/i.test(text)) return text
  return JSON.stringify(cleanValue(JSON.parse(text)))
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value)
  if (Array.isArray(value)) return value.map(cleanValue)
  if (value === null || typeof value !== 'object') return value
  // fromEntries defines own properties, so that a key `__proto__` stays a key.
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [storableText(key), cleanValue(each)]))
}
