import { useState } from 'react'
import { change, type Draft, type Edits, redo, startEdits, undo } from './draft.ts'

export interface Editing {
  readonly draft: Draft
  readonly canUndo: boolean
  readonly canRedo: boolean
  readonly change: (next: Partial<Draft>, about?: string) => void
  readonly undo: () => void
  readonly redo: () => void
  /** Starts again from a state that is saved. */
  readonly restart: (draft: Draft) => void
}

export function useEdits(initial: Draft): Editing {
  const [edits, setEdits] = useState<Edits>(() => startEdits(initial))
  return {
    draft: edits.now,
    canUndo: edits.past.length > 0,
    canRedo: edits.future.length > 0,
    change: (next, about) => setEdits((before) => change(before, { ...before.now, ...next }, about)),
    undo: () => setEdits(undo),
    redo: () => setEdits(redo),
    restart: (draft) => setEdits(startEdits(draft)),
  }
}
