import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { ALWAYS_SHOWN, chosenColumns, withColumn } from '../../lib/column-choice.ts'
import { Button } from '../../ui/button.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { Popover } from '../../ui/popover.tsx'
import { traceColumns, USUAL_COLUMNS } from './trace-columns.tsx'
import type { TracePage } from './use-trace-page.ts'

const CHOICES = traceColumns({ sort: undefined, mostMs: 1, onSort: () => undefined }).map(({ id, label }) => ({
  id,
  label,
  fixed: id === ALWAYS_SHOWN,
}))
const IDS = CHOICES.map(({ id }) => id)

/** Which columns the table has; the address keeps them. */
export function ColumnsButton({ page }: { page: TracePage }) {
  const [open, setOpen] = useState(false)
  const { cols } = page.search
  const trigger = (
    <Button>
      <Columns3 aria-hidden />
      Columns
    </Button>
  )
  return (
    <Popover label="Columns" open={open} onOpenChange={setOpen} trigger={trigger}>
      <CheckList
        label="Columns of the table"
        choices={CHOICES}
        chosen={chosenColumns(cols, IDS, USUAL_COLUMNS)}
        onToggle={(id) => page.change({ cols: withColumn(id, cols, IDS, USUAL_COLUMNS) })}
      />
    </Popover>
  )
}
