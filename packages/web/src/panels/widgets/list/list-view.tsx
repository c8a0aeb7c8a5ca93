import { formatDuration } from '../../../lib/format.ts'
import { Empty } from '../../../ui/states.tsx'
import { StatusShape } from '../../../ui/status-shape.tsx'
import { Ago } from '../../../ui/time-text.tsx'
import { EntityLink } from '../../entity-link.tsx'
import { itemsOf } from '../options.ts'
import { Unfit } from '../unfit.tsx'
import type { WidgetViewProps } from '../widget-type.ts'
import { type ListRow, listRow } from './list-row.ts'
import styles from './list.module.css'

export function ListView({ data, title, onDrill }: WidgetViewProps) {
  const items = itemsOf(data)
  if (!items) return <Unfit />
  if (items.length === 0) return <Empty title="Nothing in this range" />
  return (
    <ul className={styles.list} aria-label={title} tabIndex={0}>
      {items.map(listRow).map((row) => (
        <li key={row.key}>
          <Row row={row} door={onDrill !== undefined} />
        </li>
      ))}
    </ul>
  )
}

/** Behind a shared link there is no page to go to. */
function Row({ row, door }: { row: ListRow; door: boolean }) {
  const { entity, title } = row
  if (entity && door)
    return (
      <EntityLink {...entity} className={styles.row} title={title}>
        <Content row={row} />
      </EntityLink>
    )
  return (
    <span className={styles.row}>
      <Content row={row} />
    </span>
  )
}

function Content({ row: { status, statusWord, title, durationMs, detail, time } }: { row: ListRow }) {
  return (
    <>
      <StatusShape status={status} {...(statusWord !== '' && { label: statusWord })} />
      <span className="ell strong" title={title}>
        {title}
      </span>
      <span className="num t2">{durationMs === undefined ? '' : formatDuration(durationMs)}</span>
      <span className={styles.detail}>
        <span className="ell" title={detail}>
          {detail}
        </span>
        {time !== undefined && <Ago iso={time} />}
      </span>
    </>
  )
}
