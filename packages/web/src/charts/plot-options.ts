/** How uPlot is told to draw one of our plots: no legend, no axes, no cursor of its own; those are ours. */
import type uPlot from 'uplot'
import { barsPath, type PlotPicture } from './draw-plot.ts'
import { tint, token } from './palette.ts'
import type { PlotProps } from './plot-props.ts'
import type { ChartSeries } from './series.ts'

interface OptionsInput {
  UPlot: typeof uPlot
  width: number
  /** Of the latest render: a plot outlives many. */
  props: () => PlotProps
  picture: () => PlotPicture | undefined
  draw: (plot: uPlot) => void
}

const STACK_ALPHA = 0.26
const STACK_WIDTH = 1.25
const LINE_WIDTH = 1.5
const DASHES = { solid: undefined, dashed: [4, 3], dotted: [2, 3] } as const

export function plotOptions({ UPlot, width, props, picture, draw }: OptionsInput): uPlot.Options {
  const { kind, series, heightPx, compare } = props()
  return {
    width,
    height: heightPx,
    ms: 1,
    padding: [0, 0, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: {
        time: false,
        distr: 100,
        fwd: (instantMs) => props().scale.position(instantMs),
        bwd: (position) => props().scale.instantAt(position),
        range: () => [props().scale.fromMs, props().scale.toMs],
      },
      y: { range: () => [picture()?.axis.low ?? 0, picture()?.axis.high ?? 1] },
    },
    axes: [{ show: false }, { show: false }],
    series: [{}, ...series.map((one, at) => seriesOptions(one, at, UPlot, props)), ...(compare ? [COMPARED] : [])],
    bands: kind === 'stack' ? bandsOf(series) : [],
    hooks: { draw: [draw] },
  }
}

/** A 1 px line in the colour of secondary text, whatever it is compared with. */
const COMPARED: uPlot.Series = { stroke: () => token('--t3'), width: 1, points: { show: false } }

function seriesOptions(series: ChartSeries, at: number, UPlot: typeof uPlot, props: () => PlotProps): uPlot.Series {
  const { kind, series: all } = props()
  const points = { show: false }
  if (kind === 'bars') {
    const colour = series.colour === '--t3' ? (): string => tint('--t3', 0.5) : (): string => tint(series.colour, 0.7)
    return {
      points,
      width: 0,
      fill: colour,
      paths: (plot, index) => ({
        fill: barsPath(plot, props().buckets, plot.data[index] ?? [], at < all.length - 1 ? plot.data[index + 1] : undefined),
      }),
    }
  }
  const dash = DASHES[series.line ?? 'solid']
  return {
    points,
    stroke: () => token(series.colour),
    width: series.widthPx ?? (kind === 'stack' ? STACK_WIDTH : LINE_WIDTH),
    ...(dash && { dash: [...dash] }),
    // The layers above the lowest are filled as bands between two edges.
    ...(kind === 'stack' && at === all.length - 1 && { fill: () => tint(series.colour, STACK_ALPHA) }),
    ...(kind === 'line' && all.length === 1 && { fill: () => tint(series.colour, 0.06) }),
    ...(UPlot.paths.linear && { paths: UPlot.paths.linear() }),
  }
}

function bandsOf(series: readonly ChartSeries[]): uPlot.Band[] {
  return series.slice(0, -1).map(({ colour }, at) => ({ series: [at + 1, at + 2], fill: () => tint(colour, STACK_ALPHA) }))
}
