import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { drawSpans } from '../../charts/draw-spans.ts'
import { useCanvas } from '../../charts/use-canvas.ts'
import type { Interval, SpanNode } from '../../lib/span-tree.ts'
import { SPAN_ROW_PX, SpanRow } from './span-row.tsx'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

/** Rows are made in blocks, so that scrolling by one row changes nothing in the document. */
const BLOCK = 8
const BLOCKS_AROUND = 1
/** A span that fills the trace says nothing about where the rows in view are. */
const WIDE_SHARE = 0.5

interface Props {
  waterfall: Waterfall
  firstTokens: ReadonlyMap<string, number>
}

/** Rows are elements, so that they can be focused, searched and read out; their bars are one canvas over all of them. */
export function SpanRows({ waterfall, firstTokens }: Props) {
  const { tree, rows, window, selected, folded, isDim, rowActions } = waterfall
  const id = useId()
  const pane = useRef<HTMLDivElement>(null)
  // Kept from the last scroll: reading it while drawing would make the browser lay out the rows first.
  const scrollPx = useRef(0)
  const { canvas, redraw } = useCanvas((context, width, height) => {
    drawSpans(context, width, height, {
      tree,
      rows,
      rowPx: SPAN_ROW_PX,
      scrollPx: scrollPx.current,
      window,
      firstTokens,
      isDim,
    })
  })
  const [first, last] = useBlocks(pane, rows.length, scrollPx, redraw)
  useFit(pane, waterfall, first)
  useZoomWheel(pane, waterfall)
  useKeepInView(pane, selected === undefined ? -1 : rows.indexOf(selected))
  return (
    <div
      ref={pane}
      className={styles.rows}
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length}
      aria-activedescendant={selected && id + selected.index}
      tabIndex={0}
      onKeyDown={(event) => onKeyDown(event, waterfall)}
    >
      <div role="rowgroup" style={{ height: rows.length * SPAN_ROW_PX, position: 'relative' }}>
        <div className={styles.bars} role="presentation">
          <canvas ref={canvas} aria-hidden />
        </div>
        {rows.slice(first, last).map((node, at) => (
          <SpanRow
            key={node.index}
            id={id + node.index}
            node={node}
            nodes={tree.nodes}
            row={first + at}
            selected={node === selected}
            folded={folded.has(node.span.spanId)}
            dim={isDim(node)}
            actions={rowActions}
          />
        ))}
      </div>
    </div>
  )
}

/** Which rows exist as elements. Every scroll redraws the canvas; only a new block renders. */
function useBlocks(
  pane: React.RefObject<HTMLDivElement | null>,
  count: number,
  scrollPx: React.RefObject<number>,
  redraw: () => void,
): [number, number] {
  const [blocks, setBlocks] = useState<readonly [number, number]>([0, 8])
  const read = useCallback((): void => {
    const { scrollTop = 0, clientHeight = 0 } = pane.current ?? {}
    scrollPx.current = scrollTop
    const first = Math.max(0, Math.floor(scrollTop / SPAN_ROW_PX / BLOCK) - BLOCKS_AROUND)
    const last = Math.ceil((scrollTop + clientHeight) / SPAN_ROW_PX / BLOCK) + BLOCKS_AROUND
    setBlocks((before) => (before[0] === first && before[1] === last ? before : [first, last]))
  }, [pane, scrollPx])
  useEffect(() => {
    const element = pane.current
    if (!element) return
    const onScroll = (): void => {
      read()
      redraw()
    }
    const observer = new ResizeObserver(read)
    observer.observe(element)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [pane, read, redraw])
  return [blocks[0] * BLOCK, Math.min(count, blocks[1] * BLOCK)]
}

/** Keeps the time axis on the rows in view. */
function useFit(pane: React.RefObject<HTMLDivElement | null>, { fit, rows, tree, window, setWindow }: Waterfall, first: number): void {
  useEffect(() => {
    const element = pane.current
    if (!fit || !element) return
    const start = Math.floor(element.scrollTop / SPAN_ROW_PX)
    const shown = rows
      .slice(start, start + Math.ceil(element.clientHeight / SPAN_ROW_PX))
      .filter(({ durationMs }) => durationMs < tree.durationMs * WIDE_SHARE)
    if (shown.length === 0) return
    const from = Math.min(...shown.map(({ offsetMs }) => offsetMs))
    const to = Math.max(...shown.map(({ offsetMs, durationMs }) => offsetMs + durationMs))
    const margin = (to - from) * 0.04 || 0.001
    const moved = Math.abs(window[0] - (from - margin)) + Math.abs(window[1] - (to + margin))
    if (moved > (to - from) * 0.02) setWindow([from - margin, to + margin])
  }, [fit, rows, first])
}

function useZoomWheel(pane: React.RefObject<HTMLDivElement | null>, waterfall: Waterfall): void {
  const latest = useRef(waterfall)
  latest.current = waterfall
  useEffect(() => {
    const element = pane.current
    // React listens passively, and the page must not zoom.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const bars = element?.querySelector('canvas')?.getBoundingClientRect()
      const { window, setWindow, setFit } = latest.current
      setFit(false)
      setWindow(zoomed(window, bars ? (event.clientX - bars.left) / bars.width : 0.5, Math.exp(event.deltaY * 0.002)))
    }
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [pane])
}

function zoomed([from, to]: Interval, at: number, factor: number): Interval {
  const centre = from + Math.max(0, Math.min(1, at)) * (to - from)
  return [centre - (centre - from) * factor, centre + (to - centre) * factor]
}

function useKeepInView(pane: React.RefObject<HTMLDivElement | null>, row: number): void {
  const isFirst = useRef(true)
  useEffect(() => {
    const element = pane.current
    if (!element || row < 0) return
    const top = row * SPAN_ROW_PX
    const bottom = top + SPAN_ROW_PX
    if (isFirst.current && bottom > element.clientHeight) element.scrollTop = top - element.clientHeight / 2
    else if (top < element.scrollTop) element.scrollTop = top
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight
    isFirst.current = false
  }, [pane, row])
}

function onKeyDown(event: KeyboardEvent, waterfall: Waterfall): void {
  const { selected, folded, move, toggle, select, tree } = waterfall
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(20),
    PageUp: () => move(-20),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    ArrowLeft: () => selected && foldOrLeave(selected, folded, toggle, () => select(tree.nodes[selected.parent])),
    ArrowRight: () => selected && (folded.has(selected.span.spanId) ? toggle(selected, false) : selected.childCount > 0 && move(1)),
  }
  const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
  if (!action) return
  event.preventDefault()
  action()
}

function foldOrLeave(node: SpanNode, folded: ReadonlySet<string>, toggle: Waterfall['toggle'], leave: () => void): void {
  if (node.childCount > 0 && !folded.has(node.span.spanId)) toggle(node, true)
  else leave()
}
