import type { Buckets } from '../lib/buckets.ts'
import type { TimeScale } from '../lib/time-scale.ts'
import type { ChartKind, ChartSeries, Limit } from './series.ts'

export interface PlotProps {
  /** What it shows, in words: the name for those who do not see it. */
  label: string
  kind: ChartKind
  buckets: Buckets
  series: readonly ChartSeries[]
  scale: TimeScale
  heightPx: number
  /** Labels of the axis. */
  format: (value: number) => string
  /** Buckets that end later than this are still filling. */
  nowMs: number
  limit?: Limit
  /** The same time a day or a week earlier, bucket by bucket. */
  compare?: readonly (number | null)[]
  /** For ratios near 100 %: the axis starts near the values. */
  fromData?: boolean
  /** While values come in, the axis changes no more than once in ten seconds. */
  steady?: boolean
  /** Small plots have no labels. */
  labelled?: boolean
  /** The series the pointer is on in the legend: all others fade. */
  highlighted?: string | undefined
}
