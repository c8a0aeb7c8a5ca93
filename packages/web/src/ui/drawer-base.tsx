import { Dialog as Base } from '@base-ui/react/dialog'
import { ChevronLeft, ChevronRight, Maximize2, X } from 'lucide-react'
import { type ReactNode, useRef } from 'react'
import { Button, IconButton } from './button.tsx'
import styles from './drawer.module.css'

export interface DrawerProps {
  title: string
  open: boolean
  onClose: () => void
  /** Absent where there is nothing to go to. */
  onBack: (() => void) | undefined
  onForward: (() => void) | undefined
  /** Shows the same as a page of its own. */
  onPromote: () => void
  children: ReactNode
}

/** The page beside it stays as usable as it was. */
export default function DrawerBase({ title, open, onClose, onBack, onForward, onPromote, children }: DrawerProps) {
  const popup = useRef<HTMLDivElement>(null)
  return (
    <Base.Root
      open={open}
      modal={false}
      disablePointerDismissal
      onOpenChange={(next, { reason }) => {
        if (!next && (reason !== 'escape-key' || popup.current?.contains(document.activeElement))) onClose()
      }}
    >
      <Base.Portal>
        <Base.Popup
          ref={popup}
          className={styles.drawer}
          data-beside
          initialFocus={popup}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.target !== popup.current) return
            event.preventDefault()
            onPromote()
          }}
        >
          <div className={styles.head}>
            <IconButton look="ghost" size="small" label="Back" disabled={!onBack} onClick={onBack}>
              <ChevronLeft />
            </IconButton>
            <IconButton look="ghost" size="small" label="Forward" disabled={!onForward} onClick={onForward}>
              <ChevronRight />
            </IconButton>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Button look="ghost" size="small" title="Open full page (Enter)" onClick={onPromote}>
              <Maximize2 aria-hidden />
              Open full page
            </Button>
            <Base.Close
              render={
                <IconButton look="ghost" size="small" label="Close">
                  <X />
                </IconButton>
              }
            />
          </div>
          <div className={styles.body}>{children}</div>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
