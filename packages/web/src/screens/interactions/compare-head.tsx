import { ArrowLeftRight, ChevronDown, ChevronLeft, ChevronUp, UnfoldVertical } from 'lucide-react'
import { formatCount, plural } from '../../lib/format.ts'
import { Button, ButtonGroup, IconButton } from '../../ui/button.tsx'
import styles from './compare.module.css'
import type { ChangeCursor } from './use-change-cursor.ts'
import type { CompareKeys } from './use-compare-keys.ts'

interface Props {
  changes: number
  cursor: ChangeCursor
  keys: CompareKeys
  onBack: () => void
}

export function CompareHead({ changes, cursor, keys, onBack }: Props) {
  return (
    <header className={styles.head}>
      <IconButton look="ghost" size="small" label="Back to the table (Esc)" onClick={onBack}>
        <ChevronLeft />
      </IconButton>
      <h2>Two interactions compared</h2>
      <span className="grow" />
      {changes > 0 && (
        <ButtonGroup>
          <IconButton label="Previous difference (k)" onClick={() => cursor.move(-1)}>
            <ChevronUp />
          </IconButton>
          <Button onClick={() => cursor.move(1)} aria-label={`${plural(changes, 'difference')} in the texts, go to the next`}>
            <span className="num">
              {cursor.at < 0 ? plural(changes, 'difference') : `${formatCount(cursor.at + 1)} of ${formatCount(changes)}`}
            </span>
          </Button>
          <IconButton label="Next difference (j)" onClick={() => cursor.move(1)}>
            <ChevronDown />
          </IconButton>
        </ButtonGroup>
      )}
      <Button pressed={keys.whole} title="Show also what is the same (w)" onClick={keys.toggleWhole}>
        <UnfoldVertical aria-hidden />
        Whole texts
      </Button>
      <Button title="Swap the sides (s)" onClick={keys.swap}>
        <ArrowLeftRight aria-hidden />
        Swap
      </Button>
    </header>
  )
}
