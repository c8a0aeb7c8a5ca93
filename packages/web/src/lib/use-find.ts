/** Finds a text in what a pane shows, and marks it without touching the document: the browser's own highlights. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { findRanges, MOST_FOUND } from './find-ranges.ts'

export interface Found {
  readonly count: number
  /** There are more than were counted. */
  readonly more: boolean
  /** From 0. */
  readonly at: number
  move(delta: 1 | -1): void
}

const ALL = 'found'
const CURRENT = 'found-current'

export function useFind(pane: RefObject<HTMLElement | null>, text: string): Found {
  const ranges = useRef<readonly Range[]>([])
  const [count, setCount] = useState(0)
  const [at, setAt] = useState(0)
  const go = (next: number): void => {
    setAt(next)
    paint(ranges.current, next)
    show(pane.current, ranges.current[next])
  }
  useEffect(() => {
    const element = pane.current
    setCount(0)
    if (!element || text === '') return
    const search = (): void => {
      ranges.current = findRanges(element, text)
      setCount(ranges.current.length)
      go(0)
    }
    search()
    // What unfolds or is loaded meanwhile is searched too.
    const observer = new MutationObserver((changes) => changes.some(touchesText) && search())
    observer.observe(element, { childList: true, subtree: true, characterData: true })
    return () => {
      observer.disconnect()
      paint([], 0)
    }
  }, [pane, text])
  const move = (delta: 1 | -1): void => {
    if (count > 0) go((at + delta + count) % count)
  }
  return { count, more: count === MOST_FOUND, at, move }
}

function touchesText({ target, addedNodes }: MutationRecord): boolean {
  const within = (node: Node): boolean => (node instanceof Element ? node : node.parentElement)?.closest('[data-text]') != null
  return (
    within(target) ||
    [...addedNodes].some((node) => within(node) || (node instanceof Element && node.querySelector('[data-text]') !== null))
  )
}

/** Browsers without highlights still count and scroll. */
function paint(ranges: readonly Range[], at: number): void {
  if (!('highlights' in CSS)) return
  const current = ranges[at]
  CSS.highlights.set(ALL, new Highlight(...ranges))
  CSS.highlights.set(CURRENT, new Highlight(...(current ? [current] : [])))
}

function show(pane: HTMLElement | null, range: Range | undefined): void {
  if (!pane || !range) return
  const place = range.getBoundingClientRect()
  const frame = pane.getBoundingClientRect()
  if (place.top >= frame.top && place.bottom <= frame.bottom) return
  pane.scrollTop += place.top - frame.top - pane.clientHeight / 2
}
