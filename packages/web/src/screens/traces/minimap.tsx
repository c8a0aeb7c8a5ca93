import { type PointerEvent, useMemo } from 'react'
import { drawMinimap } from '../../charts/draw-minimap.ts'
import { AXIS_PAD_PX } from '../../charts/draw-spans.ts'
import { useCanvas } from '../../charts/use-canvas.ts'
import type { SpanTree } from '../../lib/span-tree.ts'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

const LEAST_SHARE = 0.005

/** The whole trace in a strip. Dragging selects a stretch of time, a double click the whole again. */
export function Minimap({ waterfall }: { waterfall: Waterfall }) {
  const { tree, window, zoomed, setWindow, resetWindow, setFit } = waterfall
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
      setFit(false)
      setWindow([Math.min(from, to) * tree.durationMs, Math.max(from, to) * tree.durationMs])
    }
    strip.addEventListener('pointermove', move)
    strip.addEventListener('lostpointercapture', () => strip.removeEventListener('pointermove', move), { once: true })
  }
  return (
    <div className={styles.minimap} onPointerDown={onPointerDown} onDoubleClick={resetWindow} title="Drag to select a stretch of time">
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
