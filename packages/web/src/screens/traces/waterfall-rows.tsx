import { type KeyboardEvent, useCallback, useEffect, useId, useRef, useState } from 'react'
import { drawSpans } from '../../charts/draw-spans.ts'
import { useCanvas } from '../../charts/use-canvas.ts'
import { isGroup, type TreeRow } from '../../lib/span-rows.ts'
import { isFolded } from './span-folds.ts'
import { SPAN_ROW_PX, SpanRow } from './span-row.tsx'
import type { Waterfall } from './use-waterfall.ts'
import { useZoomWheel } from './use-zoom-wheel.ts'
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
export function WaterfallRows({ waterfall, firstTokens }: Props) {
  const { tree, rows, lasts, root, window, cursor, folds, isDim, rowActions } = waterfall
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
  useKeepInView(pane, cursor === undefined ? -1 : rows.indexOf(cursor))
  return (
    <div
      ref={pane}
      className={styles.rows}
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length}
      aria-activedescendant={cursor && id + rowId(cursor)}
      tabIndex={0}
      onKeyDown={(event) => onKeyDown(event, waterfall)}
    >
      <div role="rowgroup" style={{ height: rows.length * SPAN_ROW_PX, position: 'relative' }}>
        <div className={styles.bars} role="presentation">
          <canvas ref={canvas} aria-hidden />
        </div>
        {rows.slice(first, last).map((row, at) => (
          <SpanRow
            key={rowId(row)}
            id={id + rowId(row)}
            row={row}
            nodes={tree.nodes}
            lasts={lasts}
            baseDepth={root?.depth ?? 0}
            at={first + at}
            selected={row === cursor}
            folded={isFolded(folds, row)}
            dim={isDim(row)}
            actions={rowActions}
          />
        ))}
      </div>
    </div>
  )
}

/** A group has the index of its first member, which may be a row as well. */
function rowId(row: TreeRow): string {
  return isGroup(row) ? `g${row.index}` : String(row.index)
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
function useFit(pane: React.RefObject<HTMLDivElement | null>, { fit, rows, tree, window, followRows }: Waterfall, first: number): void {
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
    if (moved > (to - from) * 0.02) followRows([from - margin, to + margin])
  }, [fit, rows, first])
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
  const { move } = waterfall
  const actions: Readonly<Record<string, () => void>> = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    PageDown: () => move(20),
    PageUp: () => move(-20),
    Home: () => move(-Infinity),
    End: () => move(Infinity),
    ArrowLeft: () => foldOrLeave(waterfall),
    ArrowRight: () => unfoldOrEnter(waterfall),
  }
  const action = event.ctrlKey || event.metaKey || event.altKey ? undefined : actions[event.key]
  if (!action) return
  event.preventDefault()
  action()
}

function isFoldable(row: TreeRow): boolean {
  return isGroup(row) || row.childCount > 0
}

function foldOrLeave({ cursor, folds, groups, rows, tree, toggle, select }: Waterfall): void {
  if (!cursor) return
  if (isFoldable(cursor) && !isFolded(folds, cursor)) return toggle(cursor, true)
  const group = isGroup(cursor) ? undefined : groups.get(cursor.index)
  select(group && rows.includes(group) ? group : tree.nodes[cursor.parent])
}

function unfoldOrEnter({ cursor, folds, move, toggle }: Waterfall): void {
  if (!cursor || !isFoldable(cursor)) return
  if (isFolded(folds, cursor)) toggle(cursor, false)
  else move(1)
}
