/** Walks through what differs. The current change is marked in the document itself: drawing all texts again would be slow. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import type { ComparedContent } from './compare-content.ts'

export interface ChangeCursor {
  /** The pane that holds the changes; each has its number in `data-change`. */
  readonly pane: RefObject<HTMLDivElement | null>
  /** From 0; -1 before the first move. */
  readonly at: number
  move(delta: 1 | -1): void
}

export function useChangeCursor(content: ComparedContent): ChangeCursor {
  const pane = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(-1)
  useEffect(() => setAt(-1), [content])
  const move = (delta: 1 | -1): void => {
    const { changes } = content
    if (changes === 0) return
    const next = at < 0 ? (delta > 0 ? 0 : changes - 1) : (at + delta + changes) % changes
    setAt(next)
    show(pane.current, next)
  }
  return { pane, at, move }
}

function show(pane: HTMLElement | null, change: number): void {
  for (const before of pane?.querySelectorAll('[data-current]') ?? []) before.removeAttribute('data-current')
  const found = pane?.querySelectorAll(`[data-change="${change}"]`) ?? []
  for (const element of found) element.setAttribute('data-current', '')
  found[0]?.scrollIntoView({ block: 'center' })
}
