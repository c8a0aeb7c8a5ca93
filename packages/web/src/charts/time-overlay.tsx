/** Lies over the plots of a board: the crosshair, and the stretch of time that is dragged over. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { formatOnScale } from '../lib/time-scale.ts'
import { type BoardTime, useBoard } from './board-context.ts'
import { BrushMenu } from './brush-menu.tsx'
import type { Brushed } from './brushed.ts'
import styles from './time-board.module.css'

const LEAST_DRAG_PX = 5
const KEY_STEPS = 120

export function TimeOverlay({ compact }: { compact?: boolean }) {
  const board = useBoard()
  const place = useRef<HTMLDivElement>(null)
  useCrosshair(place, board)
  const { brushed, setBrushed, onPointerDown, onPointerMove, onPointerUp, onKeyDown } = useBrush(board)
  const left = brushed ? board.scale.position(brushed.fromMs) * 100 : 0
  const width = brushed ? board.scale.position(brushed.toMs) * 100 - left : 0
  return (
    <div className={styles.overlay} data-compact={compact || undefined} data-dragging={(brushed && !brushed.settled) || undefined}>
      {brushed && <i className={styles.brush} style={{ left: `${left}%`, width: `${width}%` }} />}
      <div
        ref={place}
        className={styles.catcher}
        role="slider"
        tabIndex={0}
        aria-label={overlayLabel(board)}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={100}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => setBrushed(undefined)}
        onPointerLeave={() => board.hover.set(undefined)}
        onKeyDown={onKeyDown}
        onBlur={() => board.hover.set(undefined)}
      >
        <div className={styles.crosshair} hidden>
          <b className="num" />
        </div>
      </div>
      {brushed?.settled && (
        <BrushMenu brushed={brushed} center={left + width / 2} onClose={() => (setBrushed(undefined), place.current?.focus())} />
      )}
    </div>
  )
}

function overlayLabel({ brush, onPick }: BoardTime): string {
  if (brush.length > 0)
    return `Time. Arrows move, with Shift they select a stretch, Enter uses it${onPick ? ' or looks into the instant' : ''}`
  return onPick ? 'Time. Arrows move, Enter looks into it' : 'Time'
}

/** The lane under the pointer: this lies over all of them. */
function laneAt({ clientX, clientY }: PointerEvent): string | undefined {
  for (const element of document.elementsFromPoint(clientX, clientY)) {
    const lane = element.closest<HTMLElement>('[data-lane]')
    if (lane) return lane.dataset['lane']
  }
  return undefined
}

/** Moves the line without a render. */
function useCrosshair(place: RefObject<HTMLDivElement | null>, { hover, scale, zone }: BoardTime): void {
  useEffect(() => {
    const catcher = place.current
    const line = catcher?.firstElementChild
    const label = line?.firstElementChild
    if (!catcher || !(line instanceof HTMLElement) || !label) return
    const show = (): void => {
      const instant = hover.get()
      const position = instant === undefined ? -1 : scale.position(instant)
      line.hidden = position < 0 || position > 1
      if (instant === undefined || line.hidden) return
      const text = formatOnScale(instant, scale, zone)
      line.style.transform = `translateX(${Math.round(position * catcher.clientWidth)}px)`
      label.textContent = text
      catcher.setAttribute('aria-valuenow', String(Math.round(position * 100)))
      catcher.setAttribute('aria-valuetext', text)
    }
    show()
    return hover.subscribe(show)
  }, [place, hover, scale, zone])
}

function instantUnder(event: PointerEvent<HTMLElement>, { scale }: BoardTime): number {
  const { left, width } = event.currentTarget.getBoundingClientRect()
  return scale.instantAt(Math.min(1, Math.max(0, (event.clientX - left) / Math.max(1, width))))
}

function useBrush(board: BoardTime) {
  const { hover, scale, brush, onPick } = board
  const [brushed, setBrushed] = useState<Brushed>()
  const start = useRef<{ x: number; instant: number }>(undefined)
  const settle = (byKeyboard: boolean): void => {
    const only = brush.length === 1 ? brush[0] : undefined
    if (brushed && only) only.run(brushed.fromMs, brushed.toMs)
    setBrushed(brushed && !only ? { ...brushed, settled: true, byKeyboard } : undefined)
  }
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    setBrushed(undefined)
    if (event.button !== 0 || (brush.length === 0 && !onPick)) return
    event.currentTarget.setPointerCapture(event.pointerId)
    start.current = { x: event.clientX, instant: instantUnder(event, board) }
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const instant = instantUnder(event, board)
    hover.set(instant)
    const from = start.current
    if (!from || brush.length === 0 || (!brushed && Math.abs(event.clientX - from.x) < LEAST_DRAG_PX)) return
    setBrushed({ fromMs: Math.min(from.instant, instant), toMs: Math.max(from.instant, instant), settled: false, byKeyboard: false })
  }
  const onPointerUp = (event: PointerEvent<HTMLElement>): void => {
    const from = start.current
    start.current = undefined
    if (brushed) settle(false)
    else if (from) onPick?.(from.instant, laneAt(event))
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key]
    const pointed = hover.get()
    if (event.key === 'Enter' && brushed) settle(true)
    else if (event.key === 'Enter' && onPick && pointed !== undefined) onPick(pointed, undefined)
    else if (event.key === 'Escape' && (brushed || pointed !== undefined)) {
      setBrushed(undefined)
      hover.set(undefined)
    } else if (step !== undefined) {
      const before = pointed ?? scale.instantAt(0.5)
      const after = scale.instantAt(Math.min(1, Math.max(0, scale.position(before) + step / KEY_STEPS)))
      hover.set(after)
      if (event.shiftKey && brush.length > 0) setBrushed(stretched(brushed, before, after))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }
  return { brushed, setBrushed, onPointerDown, onPointerMove, onPointerUp, onKeyDown }
}

/** The end the keyboard is at moves, the other one stays. */
function stretched(brushed: Brushed | undefined, beforeMs: number, afterMs: number): Brushed {
  const anchor = brushed === undefined ? beforeMs : brushed.fromMs === beforeMs ? brushed.toMs : brushed.fromMs
  return { fromMs: Math.min(anchor, afterMs), toMs: Math.max(anchor, afterMs), settled: false, byKeyboard: true }
}
