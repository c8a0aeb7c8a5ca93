/** What the address says about this screen, and the ways to change it. */
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { questionOf, readTests, type TagTest, withoutTest, withTest, printTests } from '../../lib/metric-question.ts'
import type { MetricSearch } from '../../lib/search-params.ts'
import { usePage } from '../../lib/use-page.ts'

const USUAL = 'api.requests'

export function useMetricPage() {
  const page = usePage()
  const navigate = useNavigate()
  const given: MetricSearch = useSearch({ from: '/metrics' })
  // Something is always shown: without a choice, what most people look at first.
  const search = useMemo(() => (given.metric === undefined && given.formula === undefined ? { ...given, metric: USUAL } : given), [given])
  const { from, to } = page.range
  const question = useMemo(() => questionOf(search, { from, to }), [search, from, to])
  const tests = useMemo(() => readTests(search.where), [search.where])
  /** Choices push, so that "back" undoes them; what is looked at within a chart replaces. */
  const change = (next: Partial<MetricSearch>, replace = false): void => void navigate({ to: '.', replace, search: { ...search, ...next } })
  return {
    ...page,
    search,
    question,
    tests,
    change,
    /** Another metric has other tags and another unit: what was asked of the one before does not go along. */
    choose: (metric: string) => change({ metric, formula: undefined, agg: undefined, by: undefined, where: undefined, at: undefined }),
    addTest: (test: TagTest) => change({ where: printTests(withTest(tests, test)), at: undefined }),
    /** The group alone, by all of its tags. */
    only: (labels: Readonly<Record<string, string>>) => {
      const added = Object.entries(labels).reduce((all, [tag, value]) => withTest(all, { tag, value, not: false }), tests)
      change({ where: printTests(added), at: undefined })
    },
    removeTest: (test: TagTest) => change({ where: printTests(withoutTest(tests, test)), at: undefined }),
  }
}

export type MetricPage = ReturnType<typeof useMetricPage>
