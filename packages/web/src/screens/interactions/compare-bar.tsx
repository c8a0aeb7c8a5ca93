import { GitCompareArrows, X } from 'lucide-react'
import { Button, IconButton } from '../../ui/button.tsx'
import { Kbd } from '../../ui/marks.tsx'
import styles from './interactions.module.css'
import type { Marks } from './list-props.ts'
import type { InteractionPage } from './use-interaction-page.ts'

/** Says what is marked, and compares two. */
export function CompareBar({ page, marks }: { page: InteractionPage; marks: Marks }) {
  const [first, second] = marks.ids
  if (first === undefined) return null
  return (
    <div className={styles.compareBar} role="status">
      {second === undefined ? (
        <span>
          One interaction marked. Mark another with <Kbd>x</Kbd> to compare the two.
        </span>
      ) : (
        <Button look="primary" size="small" onClick={() => page.compare(first, second)}>
          <GitCompareArrows aria-hidden />
          Compare the two
        </Button>
      )}
      <IconButton look="ghost" size="small" label="Clear the marks" onClick={marks.clear}>
        <X />
      </IconButton>
    </div>
  )
}
