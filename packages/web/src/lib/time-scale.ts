/** Where an instant lies across a plot: evenly, or with the last hour magnified so that what is going on now can be read without zooming. */
import { timeTicks } from './axis.ts'
import { formatDay, formatMinute, formatSecond, type Zone } from './instant.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Shorter ranges show their last hour well enough. */
const LEAST_MAGNIFIED_MS = 6 * HOUR_MS
/** The part of the width that lies before the seam. */
const SEAM_AT = 0.63
const TICK_PX = 64
/** The seam's label stands here. */
const SEAM_LABEL_PX = 66

export interface TimeScale {
  readonly fromMs: number
  readonly toMs: number
  /** Where the magnified part begins; undefined: all is drawn evenly. */
  readonly seamMs: number | undefined
  /** 0 at the left edge, 1 at the right one. */
  position(instantMs: number): number
  instantAt(position: number): number
}

/** Whether a range is long enough, and reaches the present, so that its last hour can be magnified. */
export function canMagnify(fromMs: number, toMs: number, endsNow: boolean): boolean {
  return endsNow && toMs - fromMs >= LEAST_MAGNIFIED_MS
}

export function timeScale(fromMs: number, toMs: number, magnified = false): TimeScale {
  const lengthMs = Math.max(1, toMs - fromMs)
  if (!magnified) {
    return {
      fromMs,
      toMs: fromMs + lengthMs,
      seamMs: undefined,
      position: (instantMs) => (instantMs - fromMs) / lengthMs,
      instantAt: (position) => fromMs + position * lengthMs,
    }
  }
  const seamMs = toMs - HOUR_MS
  return {
    fromMs,
    toMs,
    seamMs,
    position: (instantMs) =>
      instantMs <= seamMs
        ? ((instantMs - fromMs) / (seamMs - fromMs)) * SEAM_AT
        : SEAM_AT + ((instantMs - seamMs) / HOUR_MS) * (1 - SEAM_AT),
    instantAt: (position) =>
      position <= SEAM_AT ? fromMs + (position / SEAM_AT) * (seamMs - fromMs) : seamMs + ((position - SEAM_AT) / (1 - SEAM_AT)) * HOUR_MS,
  }
}

export interface ScaleTick {
  readonly at: number
  readonly position: number
  readonly stepMs: number
  /** The first instant of a day in the viewer's zone: its date is more use than `00:00`. */
  readonly midnight: boolean
}

/** Round clock times that have room for their labels. */
export function scaleTicks(scale: TimeScale, widthPx: number, zone: Zone): ScaleTick[] {
  const offsetMs = zone === 'utc' ? 0 : -new Date(scale.toMs).getTimezoneOffset() * 60_000
  const marginPx = TICK_PX / 3
  const between = (fromMs: number, toMs: number, leftPx: number, rightPx: number): ScaleTick[] =>
    timeTicks(fromMs, toMs, Math.max(1, Math.floor((rightPx - leftPx) / TICK_PX)), offsetMs)
      .map(({ at, stepMs }) => ({ at, stepMs, position: scale.position(at), midnight: (at + offsetMs) % DAY_MS === 0 }))
      .filter(({ position }) => position * widthPx >= leftPx + marginPx && position * widthPx <= rightPx - marginPx)
  if (scale.seamMs === undefined) return between(scale.fromMs, scale.toMs, 0, widthPx)
  const seamPx = scale.position(scale.seamMs) * widthPx
  return [
    ...between(scale.fromMs, scale.seamMs, 0, seamPx),
    ...between(scale.seamMs, scale.toMs, seamPx + SEAM_LABEL_PX - marginPx, widthPx),
  ]
}

const SHORT_MS = 15 * 60_000

/** An instant as exactly as a plot of this length can show it, with the day where more than one is in view. */
export function formatOnScale(instantMs: number, { fromMs, toMs }: Pick<TimeScale, 'fromMs' | 'toMs'>, zone: Zone): string {
  const clock = toMs - fromMs <= SHORT_MS ? formatSecond(instantMs, zone) : formatMinute(instantMs, zone)
  return toMs - fromMs > DAY_MS ? `${formatDay(instantMs, zone)} ${clock}` : clock
}

export function formatTick({ at, stepMs, midnight }: ScaleTick, zone: Zone): string {
  if (midnight) return formatDay(at, zone)
  return stepMs < 60_000 ? formatSecond(at, zone) : formatMinute(at, zone)
}
