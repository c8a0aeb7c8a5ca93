import type { DurationHistogram } from '@relayscope/contract'

export type HeatCell = DurationHistogram['cells'][number]

export interface HeatScale {
  readonly fromMs: number
  readonly toMs: number
  readonly lowMs: number
  readonly highMs: number
  readonly plotWidth: number
  x(instantMs: number): number
  y(durationMs: number): number
  instantAt(x: number): number
  durationAt(y: number): number
}

export const PLOT = { left: 14, right: 52, top: 30, bottom: 24 } as const

/** Time across, duration up on a logarithmic scale; at least three octaves, so that one row does not fill the plot. */
export function heatScale(histogram: DurationHistogram, width: number, height: number): HeatScale {
  const fromMs = Date.parse(histogram.from)
  const toMs = Math.max(fromMs + 1, Date.parse(histogram.to))
  const lows = histogram.cells.map(({ minMs, maxMs }) => (minMs > 0 ? minMs : maxMs / 2))
  const lowMs = lows.length === 0 ? 1 : Math.min(...lows)
  const highMs = Math.max(lowMs * 8, ...histogram.cells.map(({ maxMs }) => maxMs))
  const plotWidth = Math.max(1, width - PLOT.left - PLOT.right)
  const plotHeight = Math.max(1, height - PLOT.top - PLOT.bottom)
  const octaves = Math.log2(highMs / lowMs)
  return {
    fromMs,
    toMs,
    lowMs,
    highMs,
    plotWidth,
    x: (instantMs) => PLOT.left + ((instantMs - fromMs) / (toMs - fromMs)) * plotWidth,
    y: (durationMs) => PLOT.top + (1 - Math.log2(Math.max(durationMs, lowMs) / lowMs) / octaves) * plotHeight,
    instantAt: (x) => fromMs + Math.min(1, Math.max(0, (x - PLOT.left) / plotWidth)) * (toMs - fromMs),
    durationAt: (y) => lowMs * 2 ** ((1 - (y - PLOT.top) / plotHeight) * octaves),
  }
}

export function cellAt(histogram: DurationHistogram, scale: HeatScale, x: number, y: number): HeatCell | undefined {
  const instant = scale.instantAt(x)
  const duration = scale.durationAt(y)
  return histogram.cells.find(({ time, minMs, maxMs }) => {
    const start = Date.parse(time)
    return instant >= start && instant < start + histogram.stepMs && duration < maxMs && (duration >= minMs || minMs === 0)
  })
}
