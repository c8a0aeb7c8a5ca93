/**
 * What a search means, after its text was understood. A search is a list of terms that must all hold; an empty list
 * holds for everything. Plain data (beside bigint), with the place in the text that each term came from.
 */
import type { SearchField } from './fields.ts'

export interface Place {
  /** UTF-16 index into the text. */
  readonly position: number
  readonly length: number
}

/** Text with wildcards: `*` any number of characters, `?` one. */
export type Pattern = readonly PatternPart[]
export type PatternPart = { readonly text: string } | { readonly wild: '*' | '?' }

export type Amount =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'duration'; readonly nanoseconds: bigint }
  /** Exact, as text. */
  | { readonly type: 'money'; readonly decimal: string }
  /** ISO 8601, or relative to now: whoever holds the clock makes an instant of it. */
  | { readonly type: 'time'; readonly text: string }

export type Comparison = '=' | '<' | '<=' | '>' | '>='

export type Test =
  /** The whole value for fields of type text, a part of it for fields of type words; letter case does not count. */
  | { readonly kind: 'match'; readonly pattern: Pattern }
  | { readonly kind: 'compare'; readonly comparison: Comparison; readonly amount: Amount }
  /** Both ends included; an end that is absent is open. */
  | { readonly kind: 'between'; readonly from?: Amount; readonly to?: Amount }
  | { readonly kind: 'flag'; readonly value: boolean }
  /** The field has some value. */
  | { readonly kind: 'present' }

export type Term =
  /** Free text: words that must be found anywhere, in this order when quoted. */
  | ({ readonly kind: 'text'; readonly pattern: Pattern; readonly quoted: boolean } & Place)
  | ({ readonly kind: 'field'; readonly field: SearchField; readonly test: Test } & Place)
  /** An attribute the sender chose the name of. */
  | ({ readonly kind: 'tag'; readonly key: string; readonly test: Test } & Place)
  | ({ readonly kind: 'not'; readonly term: Term } & Place)
  | ({ readonly kind: 'and' | 'or'; readonly terms: readonly Term[] } & Place)

export interface SearchMistake extends Place {
  readonly ok: false
  /** What is wrong and what was expected, for a person. */
  readonly message: string
}

export type SearchReading = { readonly ok: true; readonly terms: readonly Term[] } | SearchMistake

/** The text of a pattern without wildcards; undefined when it has some. */
export function plainText(pattern: Pattern): string | undefined {
  let text = ''
  for (const part of pattern) {
    if ('wild' in part) return undefined
    text += part.text
  }
  return text
}
