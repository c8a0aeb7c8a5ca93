import { type KeyboardEvent, type PointerEvent, useMemo } from 'react'
import { drawMinimap } from '../../charts/draw-minimap.ts'
import { AXIS_PAD_PX } from '../../charts/draw-spans.ts'
import { useCanvas } from '../../charts/use-canvas.ts'
import { formatDuration } from '../../lib/format.ts'
import type { SpanTree } from '../../lib/span-tree.ts'
import { windowAfterKey } from '../../lib/time-window.ts'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

const LEAST_SHARE = 0.005

/** The whole trace in a strip. Dragging or keys select a stretch of time, a double click or `0` the whole again. */
export function Minimap({ waterfall }: { waterfall: Waterfall }) {
  const { tree, whole, window, zoomed, setWindow, resetWindow } = waterfall
  const place = (ms: number): string => `calc(${AXIS_PAD_PX}px + (100% - ${2 * AXIS_PAD_PX}px) * ${ms / tree.durationMs})`
  const onPointerDown = (event: PointerEvent<HTMLElement>): void => {
    const strip = event.currentTarget
    const box = strip.getBoundingClientRect()
    const shareAt = (x: number): number => Math.max(0, Math.min(1, (x - box.left - AXIS_PAD_PX) / (box.width - 2 * AXIS_PAD_PX)))
    const from = shareAt(event.clientX)
    strip.setPointerCapture(event.pointerId)
    const move = (moved: globalThis.PointerEvent): void => {
      const to = shareAt(moved.clientX)
      if (Math.abs(to - from) < LEAST_SHARE) return
      setWindow([Math.min(from, to) * tree.durationMs, Math.max(from, to) * tree.durationMs])
    }
    strip.addEventListener('pointermove', move)
    strip.addEventListener('lostpointercapture', () => strip.removeEventListener('pointermove', move), { once: true })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = event.ctrlKey || event.metaKey || event.altKey ? undefined : windowAfterKey(event.key, window, whole)
    if (!next) return
    event.preventDefault()
    setWindow(next)
  }
  return (
    <div
      className={styles.minimap}
      role="slider"
      tabIndex={0}
      aria-label="Stretch of time: + and − zoom, arrows move"
      aria-valuemin={0}
      aria-valuemax={Math.round(tree.durationMs)}
      aria-valuenow={Math.round(window[0])}
      aria-valuetext={`${formatDuration(window[0])} to ${formatDuration(window[1])} of ${formatDuration(tree.durationMs)}`}
      onPointerDown={onPointerDown}
      onDoubleClick={resetWindow}
      onKeyDown={onKeyDown}
      title="Drag to select a stretch of time; its spans stay"
    >
      <MinimapCanvas tree={tree} />
      {zoomed && (
        <>
          <i className={styles.outside} style={{ left: 0, width: place(window[0]) }} />
          <i className={styles.outside} style={{ right: 0, left: place(window[1]) }} />
          <i
            className={styles.inside}
            style={{ left: place(window[0]), width: `calc((100% - ${2 * AXIS_PAD_PX}px) * ${(window[1] - window[0]) / tree.durationMs})` }}
          />
        </>
      )}
    </div>
  )
}

/** Rendered again only for another trace: the selection moves over it. */
function MinimapCanvas({ tree }: { tree: SpanTree }) {
  return useMemo(() => <MinimapDrawing tree={tree} />, [tree])
}

function MinimapDrawing({ tree }: { tree: SpanTree }) {
  const { canvas } = useCanvas((context, width, height) => drawMinimap(context, width, height, tree))
  return <canvas ref={canvas} role="img" aria-label="The whole trace in small" />
}
