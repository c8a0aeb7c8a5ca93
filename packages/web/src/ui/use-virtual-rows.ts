import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef } from 'react'
import type { ListCursor } from './list-cursor.ts'

const NEAR_END_ROWS = 30

interface Options {
  count: number
  rowHeight: number
  cursor: ListCursor
  /** Called while the end is near and there may be more. */
  onNearEnd?: () => void
  /** Whether the first row is out of view. */
  onScrolled?: (scrolled: boolean) => void
}

/** Rows of one height in a scrolling pane: only those in view exist. */
export function useVirtualRows({ count, rowHeight, cursor, onNearEnd, onScrolled }: Options): {
  pane: RefObject<HTMLDivElement | null>
  totalPx: number
  rows: readonly { index: number; start: number }[]
  toTop: () => void
  onScroll: () => void
} {
  const pane = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({ count, getScrollElement: () => pane.current, estimateSize: () => rowHeight, overscan: 8 })
  const rows = virtualizer.getVirtualItems()
  const last = rows.at(-1)?.index ?? 0
  useEffect(() => {
    if (count > 0 && last >= count - NEAR_END_ROWS) onNearEnd?.()
  }, [last, count, onNearEnd])
  useEffect(() => {
    if (cursor.moves > 0 && cursor.index >= 0) virtualizer.scrollToIndex(cursor.index, { align: 'auto' })
    // Only a move scrolls; rows that arrive above do not.
  }, [cursor.moves])
  useEffect(() => {
    if (cursor.index > 5) virtualizer.scrollToIndex(cursor.index, { align: 'center' })
    // Once: what was opened from elsewhere is brought into view.
  }, [])
  return {
    pane,
    totalPx: virtualizer.getTotalSize(),
    rows,
    toTop: () => virtualizer.scrollToOffset(0),
    onScroll: () => onScrolled?.((pane.current?.scrollTop ?? 0) > rowHeight / 2),
  }
}
