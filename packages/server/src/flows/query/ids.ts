/** Trace ids as people paste them. */
import { plainText, type Test } from '@relayscope/contract/search'

/** A UUID is the same id with dashes; letter case does not count. */
export function normalTraceId(text: string): string {
  return /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(text) ? text.replaceAll('-', '').toLowerCase() : text
}

export function withTraceId(test: Test): Test {
  const plain = test.kind === 'match' ? plainText(test.pattern) : undefined
  return plain === undefined || plain === '' ? test : { kind: 'match', pattern: [{ text: normalTraceId(plain) }] }
}
