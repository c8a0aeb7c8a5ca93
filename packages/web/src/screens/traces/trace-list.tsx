import type { TraceListItem } from '@relayscope/contract'
import { ChevronDown, ChevronLeft } from 'lucide-react'
import { useRef } from 'react'
import { failureOf } from '../../api/problem.ts'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { Button, IconButton } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { RecordList, RecordRow } from '../../ui/record-list.tsx'
import { FailurePane, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { TraceCount } from './list-foot.tsx'
import { ModelName } from './model-name.tsx'
import type { ListProps } from './list-props.ts'
import { traceState } from './trace-status.ts'
import styles from './traces.module.css'

const MANY_SPANS = 1000

/** The table as two-line rows, beside an open trace. */
export function TraceList({ page, list, cursor }: ListProps) {
  const handle = useRef<{ toTop: () => void }>(null)
  if (list.error) return <FailurePane what="Traces could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return <SkeletonRows rowHeight={50} />
  const head = (
    <>
      <IconButton look="ghost" size="small" label="Back to the table" onClick={page.close}>
        <ChevronLeft />
      </IconButton>
      <TraceCount page={page} />
      <span className="grow" />
      <OrderMenu page={page} />
    </>
  )
  return (
    <div className={styles.listPane}>
      <RecordList
        label="Traces"
        rows={list.items}
        rowId={({ traceId }) => traceId}
        cursor={cursor}
        head={head}
        onOpen={({ traceId }) => page.open(traceId, { replace: true })}
        onPress={({ traceId }) => page.ahead(traceId)}
        onNearEnd={list.loadMore}
        onScrolled={list.setScrolled}
        stale={list.stale}
        handle={handle}
        render={(row) => <Row row={row} />}
      />
      <NewRowsBar
        {...list.waiting}
        onShow={() => {
          list.showWaiting()
          handle.current?.toTop()
        }}
      />
    </div>
  )
}

const ORDERS = [
  { id: 'time', label: 'Newest' },
  { id: 'duration', label: 'Longest' },
  { id: 'cost', label: 'Dearest' },
] as const

function OrderMenu({ page }: Pick<ListProps, 'page'>) {
  const chosen = page.search.sort ?? 'time'
  const trigger = (
    <Button look="ghost" size="small" aria-label={`Order: ${ORDERS.find(({ id }) => id === chosen)?.label}`}>
      {ORDERS.find(({ id }) => id === chosen)?.label}
      <ChevronDown aria-hidden />
    </Button>
  )
  const choose = (id: string): void => page.change({ sort: id === 'duration' || id === 'cost' ? id : undefined }, false)
  return <Menu trigger={trigger} choices={ORDERS} chosen={chosen} onChoose={choose} />
}

function Row({ row }: { row: TraceListItem }) {
  const { status, word, tone } = traceState(row)
  const below = (
    <>
      <span className="mono">{row.traceId.slice(0, 6)}…</span>
      <ModelName models={row.models} providers={row.providers} />
      {(row.spanCount ?? 0) >= MANY_SPANS && <span className="num">· {formatCount(row.spanCount ?? 0)} spans</span>}
    </>
  )
  return (
    <RecordRow
      mark={<StatusShape status={status} label={word} />}
      title={row.name || '(no name)'}
      value={formatDuration(row.duration)}
      tone={tone}
      below={below}
      time={<Ago iso={row.startTime} />}
    />
  )
}
