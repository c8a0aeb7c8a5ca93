import type { MetricInfo } from '@relayscope/contract'
import { Search } from 'lucide-react'
import { type RefObject, useMemo } from 'react'
import { useFrame } from '../../api/frames.ts'
import { Sparkline } from '../../charts/sparkline.tsx'
import { BUCKET_STEPS_MS } from '../../lib/buckets.ts'
import { formatAge, plural } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { useNow } from '../../lib/now.ts'
import { resolveRange, type TimeRange } from '../../lib/time-range.ts'
import { TextInput } from '../../ui/input.tsx'
import type { ListCursor } from '../../ui/list-cursor.ts'
import { RecordList } from '../../ui/record-list.tsx'
import { Select } from '../../ui/select.tsx'
import { Empty } from '../../ui/states.tsx'
import { categoriesOf } from './filter-metrics.ts'
import styles from './metrics.module.css'
import type { MetricPage } from './use-metric-page.ts'

export interface CatalogueProps {
  metrics: readonly MetricInfo[]
  shown: readonly MetricInfo[]
  cursor: ListCursor
  page: MetricPage
  input: RefObject<HTMLInputElement | null>
}

export function Catalogue({ metrics, shown, cursor, page, input }: CatalogueProps) {
  const { search, change } = page
  const categories = useMemo(() => categoriesOf(metrics), [metrics])
  const head = (
    <div className={styles.catalogueHead}>
      <TextInput
        ref={input}
        icon={<Search aria-hidden />}
        compact
        placeholder="Search metrics"
        aria-label="Search metrics"
        value={search.q ?? ''}
        onChange={({ target }) => change({ q: target.value || undefined }, true)}
      />
      <Select
        label="Category"
        value={search.category ?? ''}
        onChange={(category) => change({ category: category || undefined }, true)}
        choices={[
          { value: '', label: 'All categories', detail: String(metrics.length) },
          ...categories.map(({ name, count }) => ({ value: name, label: name || 'none', detail: String(count) })),
        ]}
      />
    </div>
  )
  if (shown.length === 0) {
    return (
      <div className={styles.catalogue}>
        {head}
        <Empty title="No metric is called so">
          <p>{plural(metrics.length, 'metric')} in all.</p>
        </Empty>
      </div>
    )
  }
  return (
    <RecordList
      label="Metrics"
      rows={shown}
      rowId={({ name }) => name}
      cursor={cursor}
      head={head}
      onOpen={({ name }) => page.choose(name)}
      render={(metric) => <Row metric={metric} range={page.range} />}
    />
  )
}

function Row({ metric, range }: { metric: MetricInfo; range: TimeRange }) {
  const { name, displayName, unit } = metric
  return (
    <span className={styles.row}>
      <span className="ell strong" title={name}>
        {displayName ?? name}
      </span>
      <Spark name={name} range={range} />
      <span className="ell t3">
        {[displayName === undefined ? '' : name, unit ?? ''].filter((part) => part !== '' && part !== '1').join(' · ') || metric.kind}
      </span>
      <span className="num t3">
        <Freshness metric={metric} />
      </span>
    </span>
  )
}

/** Older than this, a metric has stopped coming. */
const STALE_MS = 10 * 60_000

function Freshness({ metric: { derived, lastSeen } }: { metric: MetricInfo }) {
  const now = useNow(30_000)
  if (lastSeen === null) return derived ? 'derived' : ''
  const age = now - parseInstant(lastSeen)
  return <span title="When a point last came">{age < STALE_MS ? 'live' : formatAge(age)}</span>
}

const SPARK_WINDOWS = 40

/** The step is whole and the same for all, so that the answers of one range can be kept. */
function sparkStep(range: TimeRange): string {
  const { fromMs, toMs } = resolveRange(range, Date.now())
  const step = BUCKET_STEPS_MS.find((each) => each * SPARK_WINDOWS >= toMs - fromMs) ?? 7 * 86_400_000
  return `${step / 1000}s`
}

function Spark({ name, range }: { name: string; range: TimeRange }) {
  const { data } = useFrame({ metric: name, ...range, step: sparkStep(range) })
  const values = data?.series[0]?.values
  return (
    <span className={styles.spark}>
      {values && values.some((value) => value !== null) && <Sparkline label={`${name} over the range`} values={values} />}
    </span>
  )
}
