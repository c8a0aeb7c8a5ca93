import type { TraceListItem } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { DurationBar } from '../../charts/bars.tsx'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { formatExactMoney, formatMoney } from '../../lib/money.ts'
import type { TraceSearch } from '../../lib/search-params.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Unknown } from '../../ui/marks.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { ModelName } from './model-name.tsx'
import { traceState } from './trace-status.ts'
import styles from './traces.module.css'

interface Options {
  sort: TraceSearch['sort']
  mostMs: number
  onSort: (sort: TraceSearch['sort']) => void
}

type TraceColumn = Column<TraceListItem>

/** A column for what only some traces have: AI calls, or nothing to report. */
function ofCalls(row: TraceListItem, value: React.ReactNode | undefined): React.ReactNode {
  if (value !== undefined) return value
  return row.interactionCount ? <Unknown /> : null
}

/** What the table shows when nobody has chosen. */
export const USUAL_COLUMNS: readonly string[] = ['id', 'name', 'model', 'duration', 'status', 'spans', 'tokens', 'cost', 'time']

/** A column of plain text, cut where it does not fit and whole on hover. */
function textColumn(id: string, label: string, textOf: (row: TraceListItem) => string | undefined): TraceColumn {
  return {
    id,
    label,
    width: 'minmax(80px, .7fr)',
    render: (row) => (
      <span className="t2" title={textOf(row)}>
        {textOf(row)}
      </span>
    ),
  }
}

const MORE_COLUMNS: readonly TraceColumn[] = [
  textColumn('provider', 'Provider', ({ providers }) => providers?.join(', ')),
  textColumn('service', 'Service', ({ services }) => services?.join(', ')),
  textColumn('organization', 'Organization', ({ organizationId }) => organizationId),
  textColumn('user', 'User', ({ userId }) => userId),
  textColumn('request', 'Request', ({ requestId }) => requestId),
]

export function traceColumns({ sort, mostMs, onSort }: Options): TraceColumn[] {
  return [
    { id: 'id', label: 'ID', width: '78px', render: ({ traceId }) => <span className="mono t2">{traceId.slice(0, 8)}</span> },
    { id: 'name', label: 'Name', width: 'minmax(150px, 1.5fr)', render: nameCell },
    {
      id: 'model',
      label: 'Model',
      width: 'minmax(100px, .8fr)',
      render: ({ models, providers }) => <ModelName models={models} providers={providers} />,
    },
    ...MORE_COLUMNS,
    {
      id: 'duration',
      label: 'Duration',
      width: '150px',
      sorted: sort === 'duration',
      onSort: () => onSort('duration'),
      render: (row) => durationCell(row, mostMs),
    },
    { id: 'status', label: 'Status', width: '92px', render: statusCell },
    {
      id: 'spans',
      label: 'Spans',
      width: '48px',
      align: 'end',
      render: ({ spanCount }) => <span className="num t2">{spanCount === undefined ? '' : formatCount(spanCount)}</span>,
    },
    {
      id: 'tokens',
      label: 'Tokens',
      width: '62px',
      align: 'end',
      render: (row) =>
        ofCalls(row, row.totalTokens === undefined ? undefined : <span className="num t2">{formatCount(row.totalTokens)}</span>),
    },
    {
      id: 'cost',
      label: 'Cost',
      width: '70px',
      align: 'end',
      sorted: sort === 'cost',
      onSort: () => onSort('cost'),
      render: (row) =>
        ofCalls(
          row,
          row.cost === undefined ? undefined : (
            <span className="num t2" title={formatExactMoney(undefined, row.cost, row.currency)}>
              {formatMoney(row.cost, row.currency)}
            </span>
          ),
        ),
    },
    {
      id: 'time',
      label: 'Time',
      width: '84px',
      align: 'end',
      sorted: sort === undefined,
      onSort: () => onSort(undefined),
      render: ({ startTime }) => (
        <span className="t3">
          <Ago iso={startTime} />
        </span>
      ),
    },
  ]
}

function nameCell({ traceId, name, complete }: TraceListItem) {
  return (
    <span className={styles.name}>
      <Link
        to="/traces/$traceId"
        params={{ traceId }}
        from="/traces"
        search={(before) => ({ ...before, span: undefined, tab: undefined })}
        tabIndex={-1}
        className="strong ell"
        title={name}
      >
        {name || '(no name)'}
      </Link>
      {complete === false && (
        <span className="t3" title="The root span has not arrived">
          incomplete
        </span>
      )}
    </span>
  )
}

function durationCell(row: TraceListItem, mostMs: number) {
  return (
    <span className={styles.duration}>
      <DurationBar ms={row.duration} mostMs={mostMs} tone={traceState(row).tone} />
      <span
        className="num strong"
        title={
          row.slow && row.baselineMs !== undefined ? `Over ${formatDuration(row.baselineMs)}, the 95th percentile of this name` : undefined
        }
      >
        {formatDuration(row.duration)}
      </span>
    </span>
  )
}

function statusCell(row: TraceListItem) {
  const { status, word } = traceState(row)
  return (
    <StatusWord status={status} count={row.errorCount}>
      {word}
    </StatusWord>
  )
}

/** What the chooser offers. */
export const COLUMN_CHOICES = traceColumns({ sort: undefined, mostMs: 1, onSort: () => undefined }).map(({ id, label }) => ({ id, label }))
