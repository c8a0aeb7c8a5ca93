/** Somebody else saved while one was editing: keep mine, take theirs, or look at both first. */
import type { Dashboard } from '@relayscope/contract'
import { useState } from 'react'
import { Button } from '../../../ui/button.tsx'
import { Dialog } from '../../../ui/dialog.tsx'
import { StatusShape } from '../../../ui/status-shape.tsx'
import { Ago } from '../../../ui/time-text.tsx'
import { differences, type Draft, draftOf } from './draft.ts'
import styles from './editor.module.css'

interface Props {
  mine: Draft
  theirs: Dashboard
  onKeepMine: () => void
  onTakeTheirs: () => void
}

const WORDS = { added: 'they added', removed: 'only in yours', changed: 'different' } as const

export function ConflictNotice({ mine, theirs, onKeepMine, onTakeTheirs }: Props) {
  const [open, setOpen] = useState(false)
  const found = differences(mine, draftOf(theirs))
  return (
    <div className={styles.conflict} role="alert">
      <StatusShape status="warning" />
      <p>
        Saved by {theirs.updatedBy ?? 'somebody else'} <Ago iso={theirs.updatedAt} />, after you had begun.
      </p>
      <Button size="small" onClick={onKeepMine}>
        Keep mine
      </Button>
      <Button size="small" onClick={onTakeTheirs}>
        Take theirs
      </Button>
      <Button size="small" look="ghost" onClick={() => setOpen(true)}>
        View both
      </Button>
      <Dialog title="What is different" open={open} onOpenChange={setOpen}>
        <div className={styles.dialog}>
          {found.length === 0 ? <p>Nothing: both are the same.</p> : null}
          <ul>
            {found.map(({ title, what }) => (
              <li key={`${what} ${title}`}>
                <b className="ell">{title}</b>
                <span className="t3">{WORDS[what]}</span>
              </li>
            ))}
          </ul>
          <div className={styles.dialogFoot}>
            <Button onClick={onTakeTheirs}>Take theirs</Button>
            <Button look="primary" onClick={onKeepMine}>
              Keep mine
            </Button>
          </div>
        </div>
      </Dialog>
    </div>
  )
}
