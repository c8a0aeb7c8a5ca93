import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { themeStore } from '../lib/theme.ts'

export type Draw = (context: CanvasRenderingContext2D, width: number, height: number) => void

interface Size {
  width: number
  height: number
}

/**
 * A canvas as large as its parent, at the screen's own resolution. Draws after every render of its component, and again
 * when the size, the theme or the fonts change. `redraw` is for what changes without a render, such as scrolling.
 */
export function useCanvas(draw: Draw): { canvas: RefObject<HTMLCanvasElement | null>; redraw: () => void } {
  const canvas = useRef<HTMLCanvasElement>(null)
  // Measured when it changes: asking for it at every drawing would make the browser lay out the page again each time.
  const size = useRef<Size>(undefined)
  const latest = useRef(draw)
  latest.current = draw
  const redraw = useRef(() => {
    size.current ??= measure(canvas.current)
    if (canvas.current && size.current) paint(canvas.current, size.current, latest.current)
  }).current
  useLayoutEffect(redraw)
  useEffect(() => {
    const parent = canvas.current?.parentElement
    const observer = new ResizeObserver(() => {
      size.current = undefined
      redraw()
    })
    if (parent) observer.observe(parent)
    // The theme's attribute is set before its listeners are told, so the new values can be read at once.
    const stop = themeStore.subscribe(redraw)
    void document.fonts.ready.then(redraw)
    return () => {
      observer.disconnect()
      stop()
    }
  }, [redraw])
  return { canvas, redraw }
}

function measure(canvas: HTMLCanvasElement | null): Size | undefined {
  const parent = canvas?.parentElement
  return parent ? { width: parent.clientWidth, height: parent.clientHeight } : undefined
}

function paint(canvas: HTMLCanvasElement, { width, height }: Size, draw: Draw): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const scale = devicePixelRatio || 1
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
  }
  context.setTransform(scale, 0, 0, scale, 0, 0)
  context.clearRect(0, 0, width, height)
  context.globalAlpha = 1
  draw(context, width, height)
}
