import { type RefObject, useEffect, useRef } from 'react'
import { zoomedAround } from '../../lib/time-window.ts'
import type { Waterfall } from './use-waterfall.ts'

/** The wheel with Ctrl or ⌘ zooms around the pointer. */
export function useZoomWheel(pane: RefObject<HTMLDivElement | null>, waterfall: Waterfall): void {
  const latest = useRef(waterfall)
  latest.current = waterfall
  useEffect(() => {
    const element = pane.current
    // React listens passively, and the page must not zoom.
    const onWheel = (event: WheelEvent): void => {
      if (!event.ctrlKey && !event.metaKey) return
      event.preventDefault()
      const bars = element?.querySelector('canvas')?.getBoundingClientRect()
      const { window, setWindow } = latest.current
      setWindow(zoomedAround(window, bars ? (event.clientX - bars.left) / bars.width : 0.5, Math.exp(event.deltaY * 0.002)))
    }
    element?.addEventListener('wheel', onWheel, { passive: false })
    return () => element?.removeEventListener('wheel', onWheel)
  }, [pane])
}
