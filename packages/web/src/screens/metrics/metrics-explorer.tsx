/** All metrics there are, and any question about them: what they were, of whom, compared with before, and the requests behind. */
import { useMemo, useRef } from 'react'
import { useMetrics } from '../../api/metrics.ts'
import { failureOf } from '../../api/problem.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Split } from '../../ui/split.tsx'
import { FailurePane, SkeletonRows } from '../../ui/states.tsx'
import { Catalogue } from './catalogue.tsx'
import { filterMetrics } from './filter-metrics.ts'
import { MetricView } from './metric-view.tsx'
import { useMetricPage } from './use-metric-page.ts'

export function MetricsExplorer() {
  const page = useMetricPage()
  const { search } = page
  const { data, error, isPending, refetch } = useMetrics()
  const input = useRef<HTMLInputElement>(null)
  const shown = useMemo(() => filterMetrics(data ?? [], search.q, search.category), [data, search.q, search.category])
  const ids = useMemo(() => shown.map(({ name }) => name), [shown])
  const cursor = useListCursor(ids, search.metric)
  useShortcuts('Metrics', [
    { keys: '/', label: 'Search', run: () => input.current?.focus() },
    { keys: 'j', label: 'Next metric', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous metric', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Show the metric', run: () => cursor.id !== undefined && page.choose(cursor.id) },
  ])
  if (error && !data)
    return <FailurePane what="The metrics could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) return <SkeletonRows rowHeight={50} />
  const metric = data.find(({ name }) => name === search.metric)
  return (
    <Split
      id="metrics.catalogue"
      label="Width of the list"
      sized="start"
      initialPx={320}
      leastPx={220}
      mostPx={560}
      start={<Catalogue metrics={data} shown={shown} cursor={cursor} page={page} input={input} />}
      end={<MetricView metric={metric} metrics={data} page={page} />}
    />
  )
}
