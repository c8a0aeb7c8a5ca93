import type { SpanEvent } from '@relayscope/contract'
import { useMemo } from 'react'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import type { SpanNode, SpanTree } from '../../lib/span-tree.ts'
import { type Column, DataGrid } from '../../ui/data-grid.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Dot } from '../../ui/marks.tsx'
import { Empty, Note } from '../../ui/states.tsx'
import { Exact } from '../../ui/time-text.tsx'
import styles from './traces.module.css'

interface Row {
  id: string
  node: SpanNode
  event: SpanEvent
  offsetMs: number
}

const MOST_ROWS = 20_000

/** All events of all spans, in the order they happened. */
export function EventsTab({ tree, onShow }: { tree: SpanTree; onShow: (node: SpanNode) => void }) {
  const rows = useMemo(() => rowsOf(tree), [tree])
  const ids = useMemo(() => rows.map(({ id }) => id), [rows])
  const cursor = useListCursor(ids)
  if (rows.length === 0) {
    return (
      <Empty title="No events">
        <p>None of the {formatCount(tree.nodes.length)} spans of this trace carries an event.</p>
      </Empty>
    )
  }
  return (
    <div className={styles.eventsTab}>
      {rows.length === MOST_ROWS && <Note>Showing the first {formatCount(MOST_ROWS)} events.</Note>}
      <DataGrid label="Events" columns={COLUMNS} rows={rows} rowId={({ id }) => id} cursor={cursor} onOpen={({ node }) => onShow(node)} />
    </div>
  )
}

function rowsOf(tree: SpanTree): Row[] {
  const rows = tree.nodes.flatMap((node) =>
    node.span.events.map((event, at) => ({
      id: `${node.index}.${at}`,
      node,
      event,
      offsetMs: parseInstant(event.timestamp) - tree.startMs,
    })),
  )
  return rows.sort((left, right) => left.offsetMs - right.offsetMs).slice(0, MOST_ROWS)
}

function attributesText({ attributes }: SpanEvent): string {
  return Object.entries(attributes)
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('  ')
    .slice(0, 500)
}

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'time',
    label: 'Time',
    width: '96px',
    render: ({ event }) => (
      <span className="mono t2">
        <Exact iso={event.timestamp} />
      </span>
    ),
  },
  {
    id: 'offset',
    label: 'Offset',
    width: '72px',
    align: 'end',
    render: ({ offsetMs }) => <span className="num t2">+{formatDuration(offsetMs)}</span>,
  },
  { id: 'event', label: 'Event', width: 'minmax(140px, .8fr)', render: ({ event }) => <span className="strong">{event.name}</span> },
  {
    id: 'span',
    label: 'Span',
    width: 'minmax(120px, .7fr)',
    render: ({ node }) => (
      <span className={styles.model}>
        <Dot colour={node.error === undefined ? SPAN_ROLES[node.role].colour : '--crit-s'} />
        <span className="ell">{node.span.name}</span>
      </span>
    ),
  },
  {
    id: 'attributes',
    label: 'Attributes',
    width: 'minmax(160px, 1.6fr)',
    render: ({ event }) => <span className="mono t2">{attributesText(event)}</span>,
  },
]
