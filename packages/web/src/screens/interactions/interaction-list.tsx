import type { AIInteraction } from '@relayscope/contract'
import { formatCompact, formatDuration } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { RecordListPane } from '../../panels/record-panes.tsx'
import { Dot, Tag } from '../../ui/marks.tsx'
import { RecordRow } from '../../ui/record-list.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { CompareBar } from './compare-bar.tsx'
import type { ListProps } from './list-props.ts'
import { interactionState, tokenSum } from './interaction-state.ts'
import { promptLine } from './message-text.ts'
import { InteractionCount } from './interaction-table.tsx'

/** The table as two-line rows, beside an open interaction. */
export function InteractionList({ page, list, cursor, marks }: ListProps) {
  return (
    <RecordListPane
      label="AI interactions"
      list={list}
      rowId={({ id }) => id}
      cursor={cursor}
      onOpen={({ id }) => page.open(id, true)}
      onBack={page.close}
      count={<InteractionCount page={page} />}
      render={(row) => <Row row={row} marked={marks.ids.includes(row.id)} />}
    >
      <CompareBar page={page} marks={marks} />
    </RecordListPane>
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
