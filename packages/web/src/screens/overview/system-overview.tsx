/** Whether something is wrong, and since when: a sentence, the board that proves it on one clock, and what to look at next. */
import type { Overview } from '@relayscope/contract'
import { X } from 'lucide-react'
import { useMemo, useRef } from 'react'
import { magnifyStore } from '../../charts/board-context.ts'
import { createHover, HoverProvider } from '../../charts/hover-store.ts'
import { useOverview } from '../../api/overview.ts'
import { failureOf } from '../../api/problem.ts'
import { useNewestTrace } from '../../api/traces.ts'
import { endsNow } from '../../lib/time-range.ts'
import { useStore } from '../../lib/store.ts'
import { EmptyList } from '../../panels/empty-list.tsx'
import { Button } from '../../ui/button.tsx'
import { FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { AlertsCard } from './alerts-card.tsx'
import { Board } from './board.tsx'
import { ChangesCard } from './changes-card.tsx'
import { ModelsCard } from './models-card.tsx'
import styles from './overview.module.css'
import { RoutingCard } from './routing-card.tsx'
import { type OverviewPage, useOverviewPage } from './use-overview-page.ts'
import { useFreeHeight } from './use-free-height.ts'
import { VerdictLine } from './verdict-line.tsx'

export function SystemOverview() {
  const page = useOverviewPage()
  const { range, search, live } = page
  const magnified = useStore(magnifyStore) === 'on' && endsNow(range)
  const { data, error, isFetching, isPlaceholderData, refetch } = useOverview(
    { ...range, provider: search.provider, lastHour: magnified ? 'fine' : 'even' },
    live,
  )
  if (error && !data)
    return <FailurePane what="The overview could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (!data) return <SkeletonRows rowHeight={44} rows={10} />
  return (
    <div className={styles.screen} data-stale={isPlaceholderData || undefined}>
      <ProgressLine busy={isFetching && isPlaceholderData} />
      {data.verdict.status === 'silent' && search.provider === undefined ? <Silent page={page} /> : <Figures data={data} page={page} />}
    </div>
  )
}

function Figures({ data, page }: { data: Overview; page: OverviewPage }) {
  const hover = useMemo(createHover, [])
  const place = useRef<HTMLDivElement>(null)
  const share = useFreeHeight(place)
  return (
    <>
      <VerdictLine data={data} page={page} />
      {page.search.provider !== undefined && (
        <p className={styles.filter}>
          Only requests that called <b>{page.search.provider}</b>
          <Button size="small" look="ghost" onClick={() => page.change({ provider: undefined })}>
            <X aria-hidden />
            Show all
          </Button>
        </p>
      )}
      <HoverProvider value={hover}>
        <div className={styles.columns}>
          <div ref={place} className={styles.boardPlace}>
            <Board data={data} page={page} share={share} />
          </div>
          <div className={styles.side}>
            {page.changed && <ChangesCard stretch={page.changed} page={page} />}
            <AlertsCard data={data} page={page} />
            <ModelsCard data={data} />
            <RoutingCard data={data} />
          </div>
        </div>
      </HoverProvider>
    </>
  )
}

/** Nothing in the range: never anything, or elsewhere. */
function Silent({ page }: { page: OverviewPage }) {
  const newest = useNewestTrace(true)
  return (
    <EmptyList
      what="traces"
      newest={newest.data}
      range={page.range}
      terms={[]}
      count={async () => ({ count: 0, capped: false })}
      onRange={page.setRange}
      onQuery={() => undefined}
    />
  )
}
