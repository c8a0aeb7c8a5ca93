/** What is different about the requests of a stretch of time, compared with those before it. */
import { X } from 'lucide-react'
import { useMemo } from 'react'
import { useShares } from '../../api/overview.ts'
import { failureOf } from '../../api/problem.ts'
import { formatSpan } from '../../lib/format.ts'
import { formatDay, formatMinute } from '../../lib/instant.ts'
import { useZone } from '../../lib/zone.ts'
import { IconButton } from '../../ui/button.tsx'
import { Pane } from '../../ui/pane.tsx'
import { SkeletonRows } from '../../ui/states.tsx'
import { rankChanges, type ShareChange, totalOf } from './rank-changes.ts'
import styles from './overview.module.css'
import type { OverviewPage } from './use-overview-page.ts'

/** Before a short stretch, at least so much is looked at: too little says nothing of what is usual. */
const LEAST_BEFORE_MS = 60 * 60_000

export function ChangesCard({ stretch, page }: { stretch: { fromMs: number; toMs: number }; page: OverviewPage }) {
  const { fromMs, toMs } = stretch
  const beforeMs = Math.max(LEAST_BEFORE_MS, toMs - fromMs)
  const { data, error, isPending, refetch } = useShares(fromMs, toMs, beforeMs)
  const zone = useZone()
  const changes = useMemo(() => (data ? rankChanges(data.inside, data.before) : []), [data])
  const open = ({ field, value }: ShareChange): void =>
    page.openTraces({ fromMs, toMs, q: `${field}:"${value.replace(/["\\]/g, '\\$&')}"` })
  return (
    <section className={styles.card} aria-label="What changed">
      <h2 className={styles.cardHead}>
        What changed
        <span className="grow" />
        <small className="num">
          {formatDay(fromMs, zone)} {formatMinute(fromMs, zone)} to {formatMinute(toMs, zone)}
        </small>
        <IconButton look="ghost" size="small" label="Close" onClick={() => page.change({ changed: undefined })}>
          <X />
        </IconButton>
      </h2>
      <Pane
        what="What changed"
        loading={isPending}
        skeleton={<SkeletonRows rowHeight={28} rows={4} />}
        failure={error ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
      >
        {changes.length === 0 ? (
          <p className={styles.cardNote}>{data && nothingBecause(totalOf(data.inside), totalOf(data.before))}</p>
        ) : (
          <ul className={styles.changes}>
            {changes.map((change) => (
              <Row key={`${change.field} ${change.value}`} change={change} onOpen={() => open(change)} />
            ))}
          </ul>
        )}
        <p className={styles.cardNote}>Shares of requests, compared with the {formatSpan(beforeMs / 1000)} before.</p>
      </Pane>
    </section>
  )
}

function nothingBecause(inside: number, before: number): string {
  if (inside === 0) return 'There is no request in this time.'
  if (before === 0) return 'There is no request before it to compare with.'
  return 'Nothing: the requests are like those before.'
}

const wholePercent = (share: number): string => `${Math.round(share * 100)}%`

function Row({ change: { field, value, inside, before }, onOpen }: { change: ShareChange; onOpen: () => void }) {
  const points = Math.round((inside - before) * 100)
  const what = `${field} is ${value}: ${wholePercent(before)} before, now ${wholePercent(inside)}`
  return (
    <li>
      <button type="button" className={styles.change} onClick={onOpen} title={what} aria-label={what}>
        <span className="t3">{field}</span>
        <b className="ell">{value}</b>
        <span className={styles.shares} aria-hidden>
          <i style={{ width: `${before * 100}%` }} />
          <i style={{ width: `${inside * 100}%` }} />
        </span>
        <span className="num">
          {points > 0 ? '+' : '−'}
          {Math.abs(points)} pt
        </span>
      </button>
    </li>
  )
}
