/** How long the main thread keeps others waiting: the delay of its event loop over the last minute. */
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks'

export interface LoopDelay {
  p50: number
  p99: number
  max: number
}

const WINDOW_MS = 30_000
/** Each sample wakes the process, also when there is nothing to do: at 5 ms they cost a hundredth of a core. */
const RESOLUTION_MS = 20

export function watchEventLoop(): { delayMs(): LoopDelay; stop(): void } {
  let current = start()
  let previous: LoopDelay | undefined
  const turn = setInterval(() => {
    previous = read(current)
    current.disable()
    current = start()
  }, WINDOW_MS)
  turn.unref()

  return {
    /** The worse of the running window and the one before. */
    delayMs() {
      const now = read(current)
      if (!previous) return now
      return { p50: Math.max(now.p50, previous.p50), p99: Math.max(now.p99, previous.p99), max: Math.max(now.max, previous.max) }
    },
    stop() {
      clearInterval(turn)
      current.disable()
    },
  }
}

function start(): IntervalHistogram {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  return histogram
}

/** The histogram measures the whole interval; what is over the resolution is delay. */
function read(histogram: IntervalHistogram): LoopDelay {
  const delay = (ns: number) => Math.max(0, Number.isFinite(ns) ? ns / 1e6 - RESOLUTION_MS : 0)
  return {
    p50: delay(histogram.percentile(50)),
    p99: delay(histogram.percentile(99)),
    max: delay(histogram.count === 0 ? 0 : histogram.max),
  }
}
