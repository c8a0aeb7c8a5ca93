import { type RefObject, useLayoutEffect, useState } from 'react'

/** Flags, five health rows, the axis and the borders, which do not grow. */
const FIXED_PX = 26 + 24 + 5 * 19 + 8 + 24 + 8
/** What the lanes take at the usual height, and the least their labels need. */
const USUAL_PX = 428
const LEAST = 0.92
const MOST = 1.9

/** How much taller than usual the lanes may be, so that the board fills its place. */
export function useFreeHeight(place: RefObject<HTMLElement | null>): number {
  const [share, setShare] = useState(1)
  useLayoutEffect(() => {
    const element = place.current
    if (!element) return
    const measure = (): void => setShare(Math.max(LEAST, Math.min(MOST, (element.clientHeight - FIXED_PX) / USUAL_PX)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [place])
  return share
}
