import { useMemo } from 'react'
import { barScale } from '../../charts/bars.tsx'
import { chosenColumns } from '../../lib/column-choice.ts'
import { RecordTablePane } from '../../panels/record-panes.tsx'
import { traceColumns, USUAL_COLUMNS } from './trace-columns.tsx'
import type { ListProps } from './list-props.ts'
import { TraceCount } from './trace-list.tsx'

export function TraceTable({ page, list, cursor }: ListProps) {
  const { sort, cols } = page.search
  const mostMs = useMemo(() => barScale(list.items.map(({ duration }) => duration)), [list.items])
  const columns = useMemo(() => {
    const all = traceColumns({ sort, mostMs, onSort: (next) => page.change({ sort: next }, false) })
    const ids = all.map(({ id }) => id)
    const chosen = chosenColumns(cols, ids, USUAL_COLUMNS)
    return all.filter(({ id }) => chosen.has(id))
  }, [sort, mostMs, cols])
  return (
    <RecordTablePane
      label="Traces"
      columns={columns}
      list={list}
      rowId={({ traceId }) => traceId}
      cursor={cursor}
      onOpen={({ traceId }) => page.open(traceId)}
      onPress={({ traceId }) => page.ahead(traceId)}
      count={<TraceCount page={page} />}
      ranked={sort !== undefined}
    />
  )
}
