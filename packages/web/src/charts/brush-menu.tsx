import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { formatOnScale } from '../lib/time-scale.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { useBoard } from './board-context.ts'
import styles from './time-board.module.css'
import type { Brushed } from './brushed.ts'

/** What to do with the stretch of time that was dragged over. */
export function BrushMenu({ brushed, center, onClose }: { brushed: Brushed; center: number; onClose: () => void }) {
  const { scale, zone, brush } = useBoard()
  const menu = useRef<HTMLDivElement>(null)
  const { fromMs, toMs, byKeyboard } = brushed
  useEffect(() => {
    if (byKeyboard) menu.current?.querySelector('button')?.focus()
  }, [byKeyboard])
  return (
    <div
      ref={menu}
      role="toolbar"
      aria-label="Selected time"
      className={styles.menu}
      style={{ left: `clamp(150px, ${center}%, calc(100% - 150px))` }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onClose()
      }}
    >
      <span className="num">
        {formatOnScale(fromMs, scale, zone)} to {formatOnScale(toMs, scale, zone)}
      </span>
      {brush.map(({ id, label, icon, run }) => (
        <Button
          key={id}
          look="ghost"
          size="small"
          onClick={() => {
            onClose()
            run(fromMs, toMs)
          }}
        >
          {icon}
          {label}
        </Button>
      ))}
      <IconButton look="ghost" size="small" label="Clear the selection" onClick={onClose}>
        <X />
      </IconButton>
    </div>
  )
}
