import type { DecisionListItem } from '@relayscope/contract'
import { decisionRowId } from '../../api/decisions.ts'
import { formatDuration, shortId } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { RecordListPane } from '../../panels/record-panes.tsx'
import { Dot } from '../../ui/marks.tsx'
import { RecordRow } from '../../ui/record-list.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import type { ListProps } from './list-props.ts'
import { decisionState, rulesOf } from './decision-state.ts'
import { DecisionCount } from './decision-table.tsx'

/** The table as two-line rows, beside an open request. */
export function DecisionList({ page, list, cursor }: ListProps) {
  return (
    <RecordListPane
      label="Decisions"
      list={list}
      rowId={decisionRowId}
      cursor={cursor}
      onOpen={(row) => page.open(row, true)}
      onBack={page.close}
      count={<DecisionCount page={page} />}
      render={(row) => <Row row={row} />}
    />
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
