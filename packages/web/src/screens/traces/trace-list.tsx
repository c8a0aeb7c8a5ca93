import type { TraceListItem } from '@relayscope/contract'
import { ChevronDown } from 'lucide-react'
import { useTraceCount } from '../../api/traces.ts'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { FoundCount, RecordListPane } from '../../panels/record-panes.tsx'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'
import { RecordRow } from '../../ui/record-list.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { ModelName } from './model-name.tsx'
import type { ListProps } from './list-props.ts'
import { traceState } from './trace-status.ts'
import type { TracePage } from './use-trace-page.ts'

const MANY_SPANS = 1000

/** The table as two-line rows, beside an open trace. */
export function TraceList({ page, list, cursor }: ListProps) {
  return (
    <RecordListPane
      label="Traces"
      list={list}
      rowId={({ traceId }) => traceId}
      cursor={cursor}
      onOpen={({ traceId }) => page.open(traceId, { replace: true })}
      onPress={({ traceId }) => page.ahead(traceId)}
      onBack={page.close}
      count={<TraceCount page={page} />}
      tools={<OrderMenu page={page} />}
      render={(row) => <Row row={row} />}
    />
  )
}

export function TraceCount({ page }: { page: TracePage }) {
  return <FoundCount found={useTraceCount(page.filters).data} one="trace" many="traces" />
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
      {row.complete === false && <span title="The root span has not arrived">incomplete</span>}
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
