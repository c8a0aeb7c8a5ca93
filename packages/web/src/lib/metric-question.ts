/** A question about metrics as the address holds it, and as the server is asked. */
import type { MetricQueryInput } from '@relayscope/contract'
import type { MetricSearch } from './search-params.ts'
import type { TimeRange } from './time-range.ts'

/** A tag and a value it must have, or must not. */
export interface TagTest {
  readonly tag: string
  readonly value: string
  readonly not: boolean
}

/** `provider=openai&region!=eu`, each part escaped. What is not of this form is left out. */
export function readTests(text: string | undefined): TagTest[] {
  return (text ?? '').split('&').flatMap((part) => {
    const [, tag, not, value] = /^([^=!]+)(!?)=(.*)$/.exec(part) ?? []
    if (tag === undefined || value === undefined) return []
    try {
      return [{ tag: decodeURIComponent(tag), value: decodeURIComponent(value), not: not === '!' }]
    } catch {
      return []
    }
  })
}

export function printTests(tests: readonly TagTest[]): string | undefined {
  const escaped = (text: string): string => encodeURIComponent(text).replaceAll('!', '%21')
  const text = tests.map(({ tag, value, not }) => `${escaped(tag)}${not ? '!' : ''}=${escaped(value)}`).join('&')
  return text === '' ? undefined : text
}

export function withTest(tests: readonly TagTest[], test: TagTest): TagTest[] {
  return [...withoutTest(tests, test), test]
}

export function withoutTest(tests: readonly TagTest[], { tag, value }: Pick<TagTest, 'tag' | 'value'>): TagTest[] {
  return tests.filter((one) => one.tag !== tag || one.value !== value)
}

function valuesOf(tests: readonly TagTest[], not: boolean): Record<string, string[]> {
  const values: Record<string, string[]> = {}
  for (const test of tests) if (test.not === not) (values[test.tag] ??= []).push(test.value)
  return values
}

export const TAG_SEPARATOR = ','

export function readTags(text: string | undefined): string[] {
  return (text ?? '').split(TAG_SEPARATOR).filter((tag) => tag !== '')
}

/** Undefined: nothing is asked for. */
export function questionOf(search: MetricSearch, { from, to }: TimeRange): MetricQueryInput | undefined {
  const { metric, formula, agg, step, top, compare } = search
  if (formula === undefined && metric === undefined) return undefined
  const tests = readTests(search.where)
  return {
    ...(formula === undefined ? { metric, ...(agg && { aggregation: agg }) } : { formula }),
    from,
    to,
    groupBy: readTags(search.by),
    filters: valuesOf(tests, false),
    exclude: valuesOf(tests, true),
    ...(step && { step }),
    top: top === undefined ? 8 : Number(top),
    ...(compare && { compare }),
  }
}
