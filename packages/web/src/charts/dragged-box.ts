/** A drag over the duration map as what it asks for: a stretch of time, a span of durations, or both. */
import { formatDuration } from '../lib/format.ts'
import { formatMinute, formatSecond, type Zone } from '../lib/instant.ts'
import type { HeatScale } from './heat-map-scale.ts'

export interface Point {
  readonly x: number
  readonly y: number
}

export interface DraggedBox {
  readonly time?: { readonly fromMs: number; readonly toMs: number }
  /** An end that was dragged to the edge of the plot is open. */
  readonly duration?: { readonly lowMs?: number; readonly highMs?: number }
}

const LEAST_TIME_PX = 5
/** A hand that drags along the time axis also moves a little up and down. */
export const LEAST_DURATION_PX = 10
const EDGE_PX = 2

/** Undefined: too small a movement to mean anything. */
export function draggedBox(scale: HeatScale, from: Point, to: Point): DraggedBox | undefined {
  const time =
    Math.abs(from.x - to.x) >= LEAST_TIME_PX
      ? { fromMs: scale.instantAt(Math.min(from.x, to.x)), toMs: scale.instantAt(Math.max(from.x, to.x)) }
      : undefined
  const duration = Math.abs(from.y - to.y) >= LEAST_DURATION_PX ? durationsOf(scale, from, to) : undefined
  if (!time && !duration) return undefined
  return { ...(time && { time }), ...(duration && { duration }) }
}

function durationsOf(scale: HeatScale, from: Point, to: Point): DraggedBox['duration'] {
  const top = Math.min(from.y, to.y)
  const bottom = Math.max(from.y, to.y)
  const toTop = top <= scale.y(scale.highMs) + EDGE_PX
  const toBottom = bottom >= scale.y(scale.lowMs) - EDGE_PX
  // All durations: the drag says something about time only.
  if (toTop && toBottom) return undefined
  return { ...(!toBottom && { lowMs: scale.durationAt(bottom) }), ...(!toTop && { highMs: scale.durationAt(top) }) }
}

export function describeBox({ time, duration }: DraggedBox, zone: Zone): string {
  const clock = (ms: number): string => (time && time.toMs - time.fromMs < 3_600_000 ? formatSecond(ms, zone) : formatMinute(ms, zone))
  const { lowMs, highMs } = duration ?? {}
  const durations =
    lowMs === undefined
      ? highMs === undefined
        ? ''
        : `up to ${formatDuration(highMs)}`
      : highMs === undefined
        ? `${formatDuration(lowMs)} and more`
        : `${formatDuration(lowMs)} to ${formatDuration(highMs)}`
  return [time ? `${clock(time.fromMs)} to ${clock(time.toMs)}` : '', durations].filter((part) => part !== '').join(' · ')
}
