import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { chosenColumns, withColumn } from '../../lib/column-choice.ts'
import { Button } from '../../ui/button.tsx'
import { CheckList } from '../../ui/check-list.tsx'
import { Popover } from '../../ui/popover.tsx'
import { ALWAYS, interactionColumns, USUAL_COLUMNS } from './interaction-columns.tsx'
import type { InteractionPage } from './use-interaction-page.ts'

const CHOICES = interactionColumns({ sort: undefined, mostMs: 1, mostTokens: 1, onSort: () => undefined }).map(({ id, label }) => ({
  id,
  label,
  fixed: id === ALWAYS,
}))
const IDS = CHOICES.map(({ id }) => id)

/** Which columns the table has; the address keeps them. */
export function ColumnsButton({ page }: { page: InteractionPage }) {
  const [open, setOpen] = useState(false)
  const { cols } = page.search
  const trigger = (
    <Button size="small">
      <Columns3 aria-hidden />
      Columns
    </Button>
  )
  return (
    <Popover label="Columns" open={open} onOpenChange={setOpen} trigger={trigger}>
      <CheckList
        label="Columns of the table"
        choices={CHOICES}
        chosen={chosenColumns(cols, IDS, USUAL_COLUMNS, ALWAYS)}
        onToggle={(id) => page.change({ cols: withColumn(id, cols, IDS, USUAL_COLUMNS, ALWAYS) })}
      />
    </Popover>
  )
}
