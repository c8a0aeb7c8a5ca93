import type { DecisionListItem } from '@relayscope/contract'
import { ChevronLeft } from 'lucide-react'
import { useRef } from 'react'
import { decisionRowId } from '../../api/decisions.ts'
import { failureOf } from '../../api/problem.ts'
import { formatDuration, shortId } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { IconButton } from '../../ui/button.tsx'
import { Dot } from '../../ui/marks.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { RecordList, RecordRow } from '../../ui/record-list.tsx'
import { FailurePane, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import type { ListProps } from './list-props.ts'
import { decisionState, rulesOf } from './decision-state.ts'
import { DecisionCount } from './decision-table.tsx'
import styles from './decisions.module.css'

/** The table as two-line rows, beside an open request. */
export function DecisionList({ page, list, cursor }: ListProps) {
  const handle = useRef<{ toTop: () => void }>(null)
  if (list.error) return <FailurePane what="Decisions could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return <SkeletonRows rowHeight={50} />
  const head = (
    <>
      <IconButton look="ghost" size="small" label="Back to the table" onClick={page.close}>
        <ChevronLeft />
      </IconButton>
      <DecisionCount page={page} />
    </>
  )
  return (
    <div className={styles.listPane}>
      <RecordList
        label="Decisions"
        rows={list.items}
        rowId={decisionRowId}
        cursor={cursor}
        head={head}
        onOpen={(row) => page.open(row, true)}
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

function Row({ row }: { row: DecisionListItem }) {
  const { status, word, tone } = decisionState(row.finalOutcome)
  const { provider, model } = row.finalOutcome
  const rules = rulesOf(row).join(', ')
  const below = (
    <>
      <Dot colour={providerColour(provider)} />
      <span className="ell">{model || provider || 'nobody'}</span>
    </>
  )
  return (
    <RecordRow
      mark={<StatusShape status={status} label={word} />}
      title={rules || shortId(row.requestId) || shortId(row.traceId)}
      value={formatDuration(row.evaluationTimeMs)}
      tone={tone}
      below={below}
      time={<Ago iso={row.timestamp} />}
    />
  )
}
