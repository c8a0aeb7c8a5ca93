import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { chosenColumns, withColumn } from '../lib/column-choice.ts'
import { Button } from './button.tsx'
import { CheckList } from './check-list.tsx'
import { Popover } from './popover.tsx'

export interface ColumnsButtonProps {
  /** All there are, in the order of the table. */
  columns: readonly { id: string; label: string }[]
  usual: readonly string[]
  /** The column that cannot be left out. */
  always: string
  /** As the address says it. */
  cols: string | undefined
  onChange: (cols: string | undefined) => void
  size?: 'small'
}

/** Which columns a table has; the address keeps them. */
export function ColumnsButton({ columns, usual, always, cols, onChange, size }: ColumnsButtonProps) {
  const [open, setOpen] = useState(false)
  const ids = columns.map(({ id }) => id)
  const trigger = (
    <Button size={size}>
      <Columns3 aria-hidden />
      Columns
    </Button>
  )
  return (
    <Popover label="Columns" open={open} onOpenChange={setOpen} trigger={trigger}>
      <CheckList
        label="Columns of the table"
        choices={columns.map(({ id, label }) => ({ id, label, fixed: id === always }))}
        chosen={chosenColumns(cols, ids, usual, always)}
        onToggle={(id) => onChange(withColumn(id, cols, ids, usual, always))}
      />
    </Popover>
  )
}
