/** A stretch of time within a whole, moved and zoomed by keys and wheels. */
import type { Interval } from './span-tree.ts'

/** One press moves by this share of what is shown, or zooms to this share of it. */
const STEP = 0.2
const LEAST_SHARE = 1e-6

/** Within the whole; undefined when nothing of it is left. */
export function clipped([from, to]: Interval, whole: Interval): Interval | undefined {
  const start = Math.max(whole[0], from)
  const end = Math.min(whole[1], to)
  return end > start ? [start, end] : undefined
}

/** Around a point that stays where it is; `factor` below 1 shows less time. */
export function zoomedAround([from, to]: Interval, at: number, factor: number): Interval {
  const centre = from + Math.max(0, Math.min(1, at)) * (to - from)
  return [centre - (centre - from) * factor, centre + (to - centre) * factor]
}

/** What a key does to a window. Undefined: the key means nothing here. */
export function windowAfterKey(key: string, window: Interval, whole: Interval): Interval | undefined {
  const shown = window[1] - window[0]
  switch (key) {
    case 'ArrowLeft':
      return shifted(window, -shown * STEP, whole)
    case 'ArrowRight':
      return shifted(window, shown * STEP, whole)
    case '+':
    case '=':
    case 'ArrowUp':
      return shown * (1 - STEP) < (whole[1] - whole[0]) * LEAST_SHARE ? window : zoomedAround(window, 0.5, 1 - STEP)
    case '-':
    case 'ArrowDown':
      return clipped(zoomedAround(window, 0.5, 1 / (1 - STEP)), whole)
    case 'Home':
      return [whole[0], whole[0] + shown]
    case 'End':
      return [whole[1] - shown, whole[1]]
    default:
      return undefined
  }
}

function shifted([from, to]: Interval, by: number, whole: Interval): Interval {
  const room = by < 0 ? Math.max(by, whole[0] - from) : Math.min(by, whole[1] - to)
  return [from + room, to + room]
}
