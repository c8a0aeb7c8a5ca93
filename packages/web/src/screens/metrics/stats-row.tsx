import type { MetricInfo } from '@relayscope/contract'
import { useMetricStats } from '../../api/metrics.ts'
import { formatCompact } from '../../lib/format.ts'
import { unitFormat } from '../../lib/unit-format.ts'
import { FactsRow } from '../../ui/facts.tsx'
import styles from './metrics.module.css'
import { filtersOf } from './filters-of.ts'
import type { MetricPage } from './use-metric-page.ts'

/** What all points of the range come to, whatever the chart is cut into. Where something is ruled out there are no such figures. */
export function StatsRow({ metric, page }: { metric: MetricInfo; page: MetricPage }) {
  const isRatio = metric.derived && metric.kind === 'gauge'
  const enabled = !isRatio && metric.kind !== 'text' && page.tests.every(({ not }) => !not)
  const { data } = useMetricStats({ metric: metric.name, ...page.range, filters: filtersOf(page.tests) }, enabled)
  if (!enabled || !data || data.count === 0) return null
  const { text } = unitFormat(data.unit)
  const isCounted = metric.kind === 'counter'
  const fact = (label: string, value: number | null, write = text) => (value === null ? [] : [{ label, value: write(value) }])
  return (
    <div className={styles.stats}>
      <FactsRow
        facts={[
          ...fact(isCounted ? 'Points' : 'Count', data.count, formatCompact),
          ...fact('Sum', data.sum),
          ...fact('A second', data.rate, (value) => String(Number(value.toPrecision(3)))),
          ...(isCounted ? [] : [...fact('Mean', data.avg), ...fact('Least', data.min), ...fact('p50', data.p50), ...fact('p90', data.p90)]),
          ...(isCounted ? [] : [...fact('p95', data.p95), ...fact('p99', data.p99), ...fact('Most', data.max)]),
        ]}
      />
    </div>
  )
}
