/** A frame as a chart: what a question about metrics looks like wherever it is asked. */
import type { Frame } from '@relayscope/contract'
import { useMemo } from 'react'
import { ChartCard, type ChartCardProps } from '../../charts/chart-card.tsx'
import type { Limit } from '../../charts/series.ts'
import { timeScale } from '../../lib/time-scale.ts'
import { unitFormat } from '../../lib/unit-format.ts'
import { chartOfFrame } from './frame-series.ts'

export interface FrameChartProps extends Pick<
  ChartCardProps,
  'kind' | 'onPick' | 'brush' | 'steady' | 'asTable' | 'isolated' | 'onIsolate' | 'fromData'
> {
  title: string
  frame: Frame
  /** Instead of the unit of the frame. */
  unit?: string | undefined
  limit?: Limit | undefined
}

export function FrameChart({ title, frame, unit = frame.unit, limit, ...rest }: FrameChartProps) {
  const { kind } = rest
  const { buckets, series, compare } = useMemo(() => chartOfFrame(frame, title, kind), [frame, title, kind])
  const scale = useMemo(() => timeScale(Date.parse(frame.from), Date.parse(frame.to)), [frame.from, frame.to])
  const { text, short } = useMemo(() => unitFormat(unit), [unit])
  return (
    <ChartCard
      title={title}
      {...{ buckets, series, scale }}
      nowMs={Date.parse(frame.to)}
      format={text}
      formatAxis={short}
      {...(limit && { limit })}
      {...(compare && { compare })}
      {...rest}
    />
  )
}
