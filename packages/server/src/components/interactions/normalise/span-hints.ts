/** Decides in well under a microsecond whether a span can be about a model call. Keys come interned, so each is looked at once. */
import type { SpanRecord } from '../../../flows/ingest/records.ts'

const AI = 1
const HTTP = 2
const REMEMBERED_KEYS = 20_000

const hints = new Map<string, number>()
const AI_PREFIXES = ['gen_ai.', 'llm.', 'ai.', 'openinference.', 'langfuse.', 'litellm.', 'embedding.', 'traceloop.span.kind', 'anthropic.']
const HTTP_KEYS = new Set(['http.request.method', 'http.method'])

/** What the keys of a span speak of. */
export function spanHints({ attributes: { keys } }: SpanRecord): { ai: boolean; http: boolean } {
  let found = 0
  for (let at = 0; at < keys.length; at++) {
    const known = hints.get(keys[at])
    found |= known === undefined ? learn(keys[at]) : known
  }
  return { ai: (found & AI) !== 0, http: (found & HTTP) !== 0 }
}

function learn(key: string): number {
  const hint = HTTP_KEYS.has(key) ? HTTP : AI_PREFIXES.some((prefix) => key.startsWith(prefix)) ? AI : 0
  // A sender can make up keys without end.
  if (hints.size < REMEMBERED_KEYS) hints.set(key, hint)
  return hint
}
