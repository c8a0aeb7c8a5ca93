/** Time series on a canvas: lines, stacked areas or bars. The one place that knows uPlot, which is fetched when a plot is first shown. */
import { useEffect, useLayoutEffect, useRef } from 'react'
import type uPlot from 'uplot'
import { isIncomplete } from '../lib/buckets.ts'
import { themeStore } from '../lib/theme.ts'
import { part, useLoaded } from '../lib/use-loaded.ts'
import { MOST_LINES, valueAxis } from '../lib/value-axis.ts'
import { drawPicture, type PlotPicture } from './draw-plot.ts'
import { plotOptions } from './plot-options.ts'
import type { PlotProps } from './plot-props.ts'
import styles from './plot.module.css'
import { limitedValues, stackUp } from './series.ts'

const library = part(() => import('uplot').then((module) => module.default))

const FADED_ALPHA = 0.25
/** A line with its label needs as much height as this. */
const LINE_PX = 32

export function Plot(props: PlotProps) {
  const { label, heightPx, series, kind, compare } = props
  const UPlot = useLoaded(library, true)
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef(props)
  latest.current = props
  const picture = useRef<PlotPicture>(undefined)
  picture.current = useSteadyAxis(pictureOf(props), props)

  // A plot is made anew when its lines become others; new values, sizes and colours are given to the one that is there.
  const shape = JSON.stringify([kind, compare !== undefined, ...series.map(({ id, colour, line, widthPx }) => [id, colour, line, widthPx])])
  useLayoutEffect(() => {
    const element = place.current
    if (!UPlot || !element) return
    const made = new UPlot(
      plotOptions({
        UPlot,
        width: element.clientWidth,
        props: () => latest.current,
        picture: () => picture.current,
        draw: (drawn) => picture.current && drawPicture(drawn, picture.current),
      }),
      dataOf(latest.current),
      element,
    )
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: latest.current.heightPx }))
    observer.observe(element)
    const redraw = (): void => made.redraw(false)
    const stop = themeStore.subscribe(redraw)
    void document.fonts.ready.then(() => plot.current === made && redraw())
    return () => {
      observer.disconnect()
      stop()
      plot.current = undefined
      made.destroy()
    }
  }, [UPlot, shape])

  const { buckets, scale, limit, nowMs, fromData } = props
  useLayoutEffect(() => plot.current?.setData(dataOf(latest.current)), [buckets, series, scale, compare, limit, nowMs, fromData])
  useEffect(() => plot.current?.setSize({ width: plot.current.width, height: heightPx }), [heightPx])
  useEffect(() => fade(plot.current, latest.current), [props.highlighted, shape])
  return <div ref={place} className={styles.plot} style={{ height: heightPx }} role="img" aria-label={label} />
}

/** Middles of the buckets, then one column per series from the first to the last; in a stack their upper edges. */
function dataOf({ kind, buckets, series, compare }: PlotProps): uPlot.AlignedData {
  const times = buckets.starts.map((start, at) => (start + (buckets.ends[at] ?? start)) / 2)
  const columns = kind === 'line' ? series.map(({ values }) => [...values]) : stackUp(series, times.length)
  return [times, ...columns, ...(compare ? [[...compare]] : [])]
}

function pictureOf(props: PlotProps): PlotPicture {
  const { kind, buckets, series, limit, compare, nowMs, fromData, labelled = true, format, heightPx } = props
  const stacked = kind !== 'line'
  const columns = stacked ? stackUp(series, buckets.starts.length).slice(0, 1) : series.map(({ values }) => values)
  const incomplete = buckets.starts.findIndex((_, at) => isIncomplete(buckets, at, nowMs))
  return {
    kind,
    buckets,
    axis: valueAxis([...columns, compare ?? []].flat(), {
      ...(limit && { limit: limit.value }),
      fromData,
      lines: Math.min(MOST_LINES, Math.max(1, Math.floor(heightPx / LINE_PX))),
    }),
    format,
    limit,
    limited: limit ? limitedValues(series, limit, stacked) : [],
    incompleteFrom: incomplete < 0 ? buckets.starts.length : incomplete,
    labelled,
  }
}

const AXIS_STANDS_MS = 10_000

/** While values come in, an axis that moved with each of them could not be read. */
function useSteadyAxis(picture: PlotPicture, { steady, nowMs, kind }: PlotProps): PlotPicture {
  const held = useRef<{ axis: PlotPicture['axis']; kind: string; sinceMs: number }>(undefined)
  const before = held.current
  const changed = before === undefined || before.axis.low !== picture.axis.low || before.axis.high !== picture.axis.high
  if (changed && before !== undefined && steady && before.kind === kind && nowMs - before.sinceMs < AXIS_STANDS_MS)
    return { ...picture, axis: before.axis }
  if (changed) held.current = { axis: picture.axis, kind, sinceMs: nowMs }
  return picture
}

function fade(plot: uPlot | undefined, { series, highlighted }: PlotProps): void {
  if (!plot) return
  for (const [at, { id }] of series.entries()) {
    const drawn = plot.series[at + 1]
    if (drawn) drawn.alpha = highlighted === undefined || highlighted === id ? 1 : FADED_ALPHA
  }
  plot.redraw(false)
}
