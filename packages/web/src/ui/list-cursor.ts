/** The row the keyboard is on, shared by tables and lists. It follows its record when rows are added above. */
import { useState } from 'react'

export interface ListCursor {
  readonly index: number
  readonly id: string | undefined
  /** Grows with every move by keyboard, so that the row can be scrolled into view. */
  readonly moves: number
  move(delta: number): void
  moveTo(id: string): void
}

export function useListCursor(ids: readonly string[], initial?: string, onMove?: (id: string) => void): ListCursor {
  const [state, setState] = useState<{ id: string | undefined; moves: number }>({ id: initial, moves: 0 })
  const index = state.id === undefined ? -1 : ids.indexOf(state.id)
  const go = (id: string | undefined): void => {
    if (id === undefined) return
    setState(({ moves }) => ({ id, moves: moves + 1 }))
    onMove?.(id)
  }
  return {
    index,
    id: index < 0 ? undefined : state.id,
    moves: state.moves,
    move: (delta) => go(ids[Math.max(0, Math.min(ids.length - 1, index < 0 ? 0 : index + delta))]),
    moveTo: (id) => setState(({ moves }) => ({ id, moves })),
  }
}

/** The element of the row the keyboard is on. Only rows in view exist, and no other may be named. */
export function activeRow(listId: string, { id, index }: ListCursor, visible: readonly { index: number }[]): string | undefined {
  return id !== undefined && visible.some((row) => row.index === index) ? listId + id : undefined
}
