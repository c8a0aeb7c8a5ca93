import type { MetricExemplar, MetricInfo } from '@relayscope/contract'
import { X } from 'lucide-react'
import { useExemplars } from '../../api/metrics.ts'
import { failureOf } from '../../api/problem.ts'
import { shortId } from '../../lib/format.ts'
import { formatClock, formatDay, formatMinute, formatSecond, parseInstant } from '../../lib/instant.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { unitFormat } from '../../lib/unit-format.ts'
import { useZone } from '../../lib/zone.ts'
import { EntityLink } from '../../panels/entity-link.tsx'
import { Button } from '../../ui/button.tsx'
import { Pane } from '../../ui/pane.tsx'
import { filtersOf } from './filters-of.ts'
import styles from './metrics.module.css'
import type { MetricPage } from './use-metric-page.ts'

/** Single requests behind the numbers, the largest values first: of the range, or of the step that was clicked. */
export function ExemplarList({ metric, page }: { metric: MetricInfo; page: MetricPage }) {
  const { search, range, tests } = page
  const stretch = stretchOf(search.at)
  const isRatio = metric.derived && metric.kind === 'gauge'
  const scope = { metric: metric.name, ...(stretch ? rangeOf(stretch.fromMs, stretch.toMs) : range), filters: filtersOf(tests) }
  const { data, error, isPending, refetch } = useExemplars(scope, !isRatio)
  if (isRatio) return <p className={styles.note}>A ratio is of many requests. Those behind it are those of the two metrics it divides.</p>
  return (
    <>
      {stretch && <StretchChip {...stretch} onDrop={() => page.change({ at: undefined }, true)} />}
      <Pane what="The requests" loading={isPending} failure={error ? failureOf(error) : undefined} onRetry={() => void refetch()}>
        {data && data.length === 0 ? (
          <p className={styles.note}>No single request is known here. Points lead to requests when their sender names a trace.</p>
        ) : (
          <Rows items={data ?? []} unit={metric.unit ?? ''} />
        )}
      </Pane>
    </>
  )
}

export function stretchOf(text: string | undefined): { fromMs: number; toMs: number } | undefined {
  const [fromMs, toMs] = (text ?? '').split('-').map(Number)
  return fromMs !== undefined && toMs !== undefined && toMs > fromMs ? { fromMs, toMs } : undefined
}

function StretchChip({ fromMs, toMs, onDrop }: { fromMs: number; toMs: number; onDrop: () => void }) {
  const zone = useZone()
  const clock = toMs - fromMs < 60_000 ? formatSecond : formatMinute
  return (
    <p className={styles.note}>
      {formatDay(fromMs, zone)} {clock(fromMs, zone)} to {clock(toMs, zone)}
      <Button size="small" look="ghost" onClick={onDrop}>
        <X aria-hidden />
        The whole range
      </Button>
    </p>
  )
}

function Rows({ items, unit }: { items: readonly MetricExemplar[]; unit: string }) {
  const zone = useZone()
  const { text } = unitFormat(unit)
  return (
    <table className={`${styles.series} num`}>
      <thead>
        <tr>
          <th>Value</th>
          <th>Time</th>
          <th>Trace</th>
          <th>Tags</th>
        </tr>
      </thead>
      <tbody>
        {items.map(({ time, value, traceId, spanId, requestId, labels }) => (
          <tr key={`${time} ${traceId} ${spanId} ${requestId} ${value}`}>
            <td>{text(value)}</td>
            <td>{formatClock(parseInstant(time), zone)}</td>
            <td>
              {traceId === '' ? (
                <span className="t3">{requestId || 'unknown'}</span>
              ) : (
                <EntityLink kind="trace" id={traceId} className="mono">
                  {shortId(traceId)}
                </EntityLink>
              )}
            </td>
            <td className="ell t2">
              {Object.entries(labels)
                .map(([tag, one]) => `${tag} ${one}`)
                .join(' · ')}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
