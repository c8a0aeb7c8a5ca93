import { readPreference, writePreference } from '../lib/preferences.ts'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import styles from './split.module.css'

export interface SplitProps {
  /** The width is remembered under this name. */
  id: string
  label: string
  /** Which side has the width; the other takes what is left. */
  sized: 'start' | 'end'
  initialPx: number
  leastPx: number
  mostPx: number
  start: ReactNode
  end: ReactNode
}

const STEP_PX = 16

export function Split({ id, label, sized, initialPx, leastPx, mostPx, start, end }: SplitProps) {
  const [width, setWidth] = useState(() => Number(readPreference(`width.${id}`)) || initialPx)
  const change = (next: number): void => {
    const px = Math.round(Math.min(mostPx, Math.max(leastPx, next)))
    setWidth(px)
    writePreference(`width.${id}`, String(px))
  }
  const sign = sized === 'start' ? 1 : -1
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const from = event.clientX
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    handle.dataset.dragging = ''
    const move = (moved: globalThis.PointerEvent): void => change(width + sign * (moved.clientX - from))
    const release = (): void => {
      delete handle.dataset.dragging
      handle.removeEventListener('pointermove', move)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', release, { once: true })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const delta = event.key === 'ArrowLeft' ? -STEP_PX : event.key === 'ArrowRight' ? STEP_PX : 0
    if (delta === 0) return
    event.preventDefault()
    change(width + sign * delta)
  }
  const columns = sized === 'start' ? `min(${width}px, 60%) 0 minmax(0, 1fr)` : `minmax(0, 1fr) 0 min(${width}px, 60%)`
  return (
    <div className={styles.split} style={{ gridTemplateColumns: columns }}>
      {start}
      <div
        className={styles.handle}
        role="separator"
        aria-orientation="vertical"
        aria-label={label}
        aria-valuenow={width}
        aria-valuemin={leastPx}
        aria-valuemax={mostPx}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onKeyDown={onKeyDown}
        onDoubleClick={() => change(initialPx)}
      />
      {end}
    </div>
  )
}
