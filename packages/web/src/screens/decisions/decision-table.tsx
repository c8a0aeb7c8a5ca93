import type { DecisionListItem } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { decisionRowId, useDecisionCount } from '../../api/decisions.ts'
import { barScale, DurationBar } from '../../charts/bars.tsx'
import { formatDuration, shortId } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { FoundCount, RecordTablePane } from '../../panels/record-panes.tsx'
import { classes } from '../../ui/classes.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Dot, Tag, Unknown } from '../../ui/marks.tsx'
import { StatusShape, StatusWord } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import type { ListProps } from './list-props.ts'
import { decisionState, reasonOf, rulesOf } from './decision-state.ts'
import styles from './decisions.module.css'
import type { DecisionPage } from './use-decision-page.ts'

export function DecisionTable({ page, list, cursor }: ListProps) {
  const mostMs = useMemo(() => barScale(list.items.map(({ evaluationTimeMs }) => evaluationTimeMs)), [list.items])
  const columns = useMemo(() => decisionColumns(mostMs), [mostMs])
  return (
    <RecordTablePane
      label="Decisions"
      columns={columns}
      list={list}
      rowId={decisionRowId}
      cursor={cursor}
      onOpen={(row) => page.open(row)}
      count={<DecisionCount page={page} />}
    />
  )
}

function decisionColumns(mostMs: number): Column<DecisionListItem>[] {
  return [
    { id: 'time', label: 'Time', width: '84px', render: ({ timestamp }) => <Ago iso={timestamp} /> },
    {
      id: 'request',
      label: 'Request',
      width: 'minmax(120px, 1fr)',
      render: (row) => <RequestDoor row={row} />,
    },
    {
      id: 'route',
      label: 'Route',
      width: 'minmax(110px, 1fr)',
      render: ({ requestPath }) => (requestPath ? <span title={requestPath}>{requestPath}</span> : <Unknown />),
    },
    { id: 'rules', label: 'Rules hit', width: 'minmax(130px, 1.2fr)', render: (row) => <Rules row={row} /> },
    { id: 'chosen', label: 'Chosen', width: 'minmax(150px, 1.3fr)', render: (row) => <Chosen row={row} /> },
    {
      id: 'why',
      label: 'Why',
      width: 'minmax(140px, 2fr)',
      render: (row) => (
        <span className="t2" title={reasonOf(row)}>
          {reasonOf(row)}
        </span>
      ),
    },
    {
      id: 'took',
      label: 'Decided in',
      width: '120px',
      align: 'end',
      render: ({ evaluationTimeMs }) => (
        <span className={styles.took}>
          <DurationBar ms={evaluationTimeMs} mostMs={mostMs} />
          <span className="num">{formatDuration(evaluationTimeMs)}</span>
        </span>
      ),
    },
    { id: 'outcome', label: 'Outcome', width: '96px', render: (row) => <Outcome row={row} /> },
  ]
}

function RequestDoor({ row: { traceId, requestId } }: { row: DecisionListItem }) {
  return (
    <Link
      to="/decisions/$traceId"
      params={{ traceId }}
      search={({ from, to, live, q }) => ({ from, to, live, q, request: requestId || undefined })}
      className={classes('mono', 'ell', styles.rowDoor)}
      preload={false}
      title={requestId || traceId}
      onClick={(event) => event.stopPropagation()}
    >
      {requestId || shortId(traceId)}
    </Link>
  )
}

function Outcome({ row }: { row: DecisionListItem }) {
  const { status, word } = decisionState(row.finalOutcome)
  return status === 'quiet' ? (
    <span className={styles.quiet}>
      <StatusShape status="quiet" />
      OK
    </span>
  ) : (
    <StatusWord status={status}>{word}</StatusWord>
  )
}

function Rules({ row }: { row: DecisionListItem }) {
  const names = rulesOf(row)
  if (names.length === 0) return <span className="t3">{row.source === 'derived' ? 'derived' : 'none'}</span>
  return <span title={names.join(', ')}>{names.join(', ')}</span>
}

function Chosen({ row: { finalOutcome, fallback } }: { row: DecisionListItem }) {
  const { provider, model } = finalOutcome
  if (provider === '' && model === '') return <span className="t3">nobody</span>
  return (
    <span className={styles.chosen} title={`${provider} ${model}`}>
      <Dot colour={providerColour(provider)} />
      <span className="ell">{model || provider}</span>
      {fallback && <Tag tone="warning">FALLBACK</Tag>}
    </span>
  )
}

export function DecisionCount({ page }: { page: DecisionPage }) {
  return <FoundCount found={useDecisionCount(page.filters).data} one="request" many="requests" />
}
