import { readPreference, writePreference } from '../lib/preferences.ts'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import styles from './split.module.css'

export interface SplitProps {
  /** The size is remembered under this name. */
  id: string
  label: string
  /** Beside each other, or one over the other. */
  direction?: 'across' | 'down'
  /** Which side has the size; the other takes what is left. */
  sized: 'start' | 'end'
  initialPx: number
  leastPx: number
  mostPx: number
  start: ReactNode
  end: ReactNode
}

const STEP_PX = 16

const KEYS = { across: { ArrowLeft: -STEP_PX, ArrowRight: STEP_PX }, down: { ArrowUp: -STEP_PX, ArrowDown: STEP_PX } } as const

export function Split({ id, label, direction = 'across', sized, initialPx, leastPx, mostPx, start, end }: SplitProps) {
  const [size, setSize] = useState(() => Number(readPreference(`width.${id}`)) || initialPx)
  const change = (next: number): void => {
    const px = Math.round(Math.min(mostPx, Math.max(leastPx, next)))
    setSize(px)
    writePreference(`width.${id}`, String(px))
  }
  const sign = sized === 'start' ? 1 : -1
  const placeOf = (event: { clientX: number; clientY: number }): number => (direction === 'across' ? event.clientX : event.clientY)
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const from = placeOf(event)
    const handle = event.currentTarget
    handle.setPointerCapture(event.pointerId)
    handle.dataset.dragging = ''
    const move = (moved: globalThis.PointerEvent): void => change(size + sign * (placeOf(moved) - from))
    const release = (): void => {
      delete handle.dataset.dragging
      handle.removeEventListener('pointermove', move)
    }
    handle.addEventListener('pointermove', move)
    handle.addEventListener('lostpointercapture', release, { once: true })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const delta = (KEYS[direction] as Readonly<Record<string, number>>)[event.key]
    if (delta === undefined) return
    event.preventDefault()
    change(size + sign * delta)
  }
  const tracks = sized === 'start' ? `min(${size}px, 45%) 0 minmax(0, 1fr)` : `minmax(0, 1fr) 0 min(${size}px, 45%)`
  return (
    <div
      className={styles.split}
      data-direction={direction}
      style={direction === 'across' ? { gridTemplateColumns: tracks } : { gridTemplateRows: tracks }}
    >
      {start}
      <div
        className={styles.handle}
        role="separator"
        aria-orientation={direction === 'across' ? 'vertical' : 'horizontal'}
        aria-label={label}
        aria-valuenow={size}
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
