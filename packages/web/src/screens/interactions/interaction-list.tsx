import type { AIInteraction } from '@relayscope/contract'
import { ChevronLeft } from 'lucide-react'
import { useRef } from 'react'
import { failureOf } from '../../api/problem.ts'
import { formatCompact, formatDuration } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { IconButton } from '../../ui/button.tsx'
import { Dot, Tag } from '../../ui/marks.tsx'
import { NewRowsBar } from '../../ui/new-rows-bar.tsx'
import { RecordList, RecordRow } from '../../ui/record-list.tsx'
import { FailurePane, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { CompareBar } from './compare-bar.tsx'
import type { ListProps } from './list-props.ts'
import { interactionState, tokenSum } from './interaction-state.ts'
import { promptLine } from './message-text.ts'
import { InteractionCount } from './interaction-table.tsx'
import styles from './interactions.module.css'

/** The table as two-line rows, beside an open interaction. */
export function InteractionList({ page, list, cursor, marks }: ListProps) {
  const handle = useRef<{ toTop: () => void }>(null)
  if (list.error) return <FailurePane what="Interactions could not be loaded" failure={failureOf(list.error)} onRetry={list.retry} />
  if (list.loading) return <SkeletonRows rowHeight={50} />
  const head = (
    <>
      <IconButton look="ghost" size="small" label="Back to the table" onClick={page.close}>
        <ChevronLeft />
      </IconButton>
      <InteractionCount page={page} />
    </>
  )
  return (
    <div className={styles.listPane}>
      <RecordList
        label="AI interactions"
        rows={list.items}
        rowId={({ id }) => id}
        cursor={cursor}
        head={head}
        onOpen={({ id }) => page.open(id, true)}
        onNearEnd={list.loadMore}
        onScrolled={list.setScrolled}
        stale={list.stale}
        handle={handle}
        render={(row) => <Row row={row} marked={marks.ids.includes(row.id)} />}
      />
      <NewRowsBar
        {...list.waiting}
        onShow={() => {
          list.showWaiting()
          handle.current?.toTop()
        }}
      />
      <CompareBar page={page} marks={marks} />
    </div>
  )
}

function Row({ row, marked }: { row: AIInteraction; marked: boolean }) {
  const { status, word, tone } = interactionState(row)
  const tokens = tokenSum(row)
  const preview = promptLine(row, 80)
  const below = (
    <>
      <Dot colour={providerColour(row.provider)} />
      {marked && <Tag tone="accent">MARKED</Tag>}
      {tokens !== undefined && <span className="num">{formatCompact(tokens)} tokens</span>}
      {preview !== '' && <span className="ell">{preview}</span>}
    </>
  )
  return (
    <RecordRow
      mark={<StatusShape status={status} label={word} />}
      title={row.model || row.operation || 'unknown model'}
      value={formatDuration(row.latencyMs)}
      tone={tone}
      below={below}
      time={<Ago iso={row.startTime} />}
    />
  )
}
