/** Which windows a range is cut into, and from which roll-up they are read. */
import type { Frame } from '@relayscope/contract'
import { HttpError } from '../../../kit/errors.ts'
import { NS_PER_MS, stepNs, type TimeRange } from '../time-range.ts'
import { HOUR, MINUTE, type Resolution, SIX_HOURS } from './rolled.ts'

export interface Windows extends TimeRange {
  stepMs: number
  /** Start of each window. */
  times: number[]
  /** 0: single points. */
  resolution: 0 | Resolution
}

const MAX_WINDOWS = 2000
const WANTED_WINDOWS = 120
const SHORTEST_STEP_MS = 1000
/** Ranges up to this long are answered from single points, exact to the last of them. */
const LONGEST_OF_POINTS_MS = 2 * 3_600_000

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** `5m` in milliseconds. */
export function lengthMs(text: string): number {
  return Number.parseInt(text, 10) * (UNIT_MS[text.slice(-1)] ?? 0)
}

export function windowsOf(range: TimeRange, step: string | undefined): Windows {
  const stepMs = step === undefined ? defaultStepMs(range) : lengthMs(step)
  const fromMs = Math.floor(Number(range.fromNs / NS_PER_MS) / stepMs) * stepMs
  const toMs = Number(range.toNs / NS_PER_MS)
  const count = Math.ceil((toMs - fromMs) / stepMs)
  if (count > MAX_WINDOWS) {
    const message = `the range has ${count} windows of this step; ${MAX_WINDOWS} are answered: make the step longer or the range shorter`
    throw new HttpError(422, 'invalid_range', message, { errors: [{ path: 'step', message }] })
  }
  const resolution = resolutionOf(Number((range.toNs - range.fromNs) / NS_PER_MS), stepMs)
  // Whole windows: one that began before the range is answered whole, as roll-ups hold it.
  return {
    fromNs: BigInt(fromMs) * NS_PER_MS,
    toNs: range.toNs,
    stepMs,
    times: Array.from({ length: count }, (_, at) => fromMs + at * stepMs),
    resolution,
  }
}

function defaultStepMs(range: TimeRange): number {
  return Math.max(SHORTEST_STEP_MS, Number(stepNs(range, WANTED_WINDOWS) / NS_PER_MS))
}

function resolutionOf(lengthInMs: number, stepMs: number): Windows['resolution'] {
  if (lengthInMs <= LONGEST_OF_POINTS_MS) return 0
  return ([SIX_HOURS, HOUR, MINUTE] as const).find((seconds) => stepMs % (seconds * 1000) === 0) ?? 0
}

export const RESOLUTION_NAME: Readonly<Record<Windows['resolution'], Frame['resolution']>> = {
  0: 'points',
  [MINUTE]: '1m',
  [HOUR]: '1h',
  [SIX_HOURS]: '6h',
}
