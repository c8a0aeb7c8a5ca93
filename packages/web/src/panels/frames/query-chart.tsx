/** A question about metrics, asked and drawn, with every state it can be in. */
import type { MetricQueryInput } from '@relayscope/contract'
import { useFrame } from '../../api/frames.ts'
import { failureOf } from '../../api/problem.ts'
import { Pane } from '../../ui/pane.tsx'
import { FrameChart, type FrameChartProps } from './frame-chart.tsx'
import { NoPoints } from './no-points.tsx'

export interface QueryChartProps extends Omit<FrameChartProps, 'frame' | 'steady'> {
  question: MetricQueryInput
  live?: boolean
}

export function QueryChart({ question, live = false, ...chart }: QueryChartProps) {
  const { data, error, isPending, isFetching, refetch } = useFrame(question, { live })
  return (
    <Pane
      what={chart.title}
      loading={isPending && !error}
      skeleton={<div role="status" aria-label="Loading" />}
      busy={isFetching && !live}
      failure={error && !data ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={data && data.series.length === 0 ? <NoPoints warnings={data.warnings} /> : undefined}
    >
      {data && <FrameChart frame={data} steady={live} {...chart} />}
    </Pane>
  )
}
