import { failureOf } from '../../api/problem.ts'
import { useTraceHistogram } from '../../api/traces.ts'
import { HeatMap } from '../../charts/heat-map.tsx'
import { useZone } from '../../lib/zone.ts'
import { FailurePane } from '../../ui/states.tsx'
import styles from './traces.module.css'
import type { TracePage } from './use-trace-page.ts'

/** About one column per 8 pixels of an ordinary window. */
const COLUMNS = 120

export function DurationMap({ page }: { page: TracePage }) {
  const zone = useZone()
  const { data, error, isPlaceholderData, refetch } = useTraceHistogram(page.filters, COLUMNS)
  if (error) {
    return (
      <div className={styles.mapPlace}>
        <FailurePane what="The chart could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
      </div>
    )
  }
  if (!data) return <div className={styles.mapPlace} />
  return <HeatMap histogram={data} zone={zone} stale={isPlaceholderData} onBox={page.lookInto} />
}
