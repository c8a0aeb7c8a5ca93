/** One meaning for token counts: input with cached and cache-write tokens in it, output with reasoning tokens in it. */
import type { Attributes } from '../../../flows/ingest/attributes.ts'
import { count } from './json.ts'
import type { Tokens } from './reading.ts'

/** The first of the keys that holds a count. */
export function firstCount(attributes: Attributes, keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = count(attributes.number(key))
    if (value !== undefined) return value
  }
  return undefined
}

/**
 * `exclusive`: the convention counts only uncached input. Where it does not say, an input smaller than its own cached
 * part tells, or a total that has the cached part on top; the same for output and reasoning.
 */
export function inclusive(given: Tokens, exclusive = false): Tokens {
  const made = withoutUndefined(given)
  const beside = (made.cached ?? 0) + (made.cacheWrite ?? 0)
  const { prompt, response, total, reasoning = 0 } = made
  const over = prompt === undefined || response === undefined || total === undefined ? 0 : total - prompt - response
  const inputOnTop = beside > 0 && (over === beside || over === beside + reasoning)
  const outputOnTop = reasoning > 0 && (inputOnTop ? over === beside + reasoning : over === reasoning)
  if (prompt !== undefined && (exclusive || prompt < beside || inputOnTop)) made.prompt = prompt + beside
  if (response !== undefined && (response < reasoning || outputOnTop)) made.response = response + reasoning
  if (made.prompt !== undefined && made.response !== undefined) made.total = made.prompt + made.response
  return made
}

const FIELDS = ['prompt', 'response', 'total', 'cached', 'cacheWrite', 'cacheWrite1h', 'reasoning'] as const

export function withoutUndefined(tokens: Tokens): Tokens {
  const made: Tokens = {}
  for (const field of FIELDS) {
    const value = tokens[field]
    if (value !== undefined) made[field] = value
  }
  if (tokens.estimated !== undefined) made.estimated = tokens.estimated
  return made
}
