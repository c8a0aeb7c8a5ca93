import type { TagTest } from '../../lib/metric-question.ts'

/** The values each tag may have, for endpoints that know of no other tests. */
export function filtersOf(tests: readonly TagTest[]): Record<string, string[]> {
  const filters: Record<string, string[]> = {}
  for (const { tag, value, not } of tests) if (!not) (filters[tag] ??= []).push(value)
  return filters
}
