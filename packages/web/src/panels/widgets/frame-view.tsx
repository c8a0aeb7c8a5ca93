/** What line and bar have in common: a frame over time, a click that leads to the requests, a drag that sets the range. */
import type { Frame } from '@relayscope/contract'
import { useMemo, useState } from 'react'
import type { ChartKind } from '../../charts/series.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { unitFormat } from '../../lib/unit-format.ts'
import { FrameChart } from '../frames/frame-chart.tsx'
import { idOfGroup } from '../frames/frame-series.ts'
import { NoPoints } from '../frames/no-points.tsx'
import { Unfit } from './unfit.tsx'
import { isFrame, limitOption, textOption, yesOption } from './options.ts'
import type { WidgetViewProps } from './widget-type.ts'

export function FrameView({ kind, ...props }: WidgetViewProps & { kind: ChartKind }) {
  if (!isFrame(props.data)) return <Unfit />
  if (props.data.series.length === 0) return <NoPoints warnings={props.data.warnings} />
  return <Chart {...props} kind={kind} frame={props.data} />
}

function Chart({ kind, frame, title, options, live, asTable, onDrill, onRange }: WidgetViewProps & { kind: ChartKind; frame: Frame }) {
  const [isolated, setIsolated] = useState<readonly string[]>([])
  const unit = textOption(options, 'unit') ?? frame.unit
  const limit = useMemo(() => limitOption(options, unitFormat(unit).text), [options, unit])
  const brush = useMemo(
    () => [{ id: 'zoom', label: 'Zoom', run: (fromMs: number, toMs: number) => onRange(rangeOf(fromMs, toMs)) }],
    [onRange],
  )
  const pick = (instantMs: number): void => {
    const at = frame.times.findLastIndex((start) => start <= instantMs)
    const start = frame.times[at]
    if (start === undefined) return
    const only = isolated.length === 1 ? frame.series.find((series) => idOfGroup(series) === isolated[0]) : undefined
    onDrill?.({ fromMs: start, toMs: start + frame.stepMs }, only?.labels)
  }
  return (
    <FrameChart
      {...{ title, frame, kind, unit, asTable, isolated, brush }}
      limit={limit}
      steady={live}
      fromData={yesOption(options, 'fromData')}
      onIsolate={setIsolated}
      {...(onDrill && { onPick: pick })}
    />
  )
}
