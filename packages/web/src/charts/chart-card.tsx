/** A chart that stands alone and fills the box it is given: the readout and the legend beside the plot where there is room, else over it. */
import { useMemo, useRef, useState } from 'react'
import { restingAt } from '../lib/buckets.ts'
import { useSize } from '../lib/use-size.ts'
import { BoardProvider, useBoard } from './board-context.ts'
import styles from './chart-card.module.css'
import { describe, type LaneProps, Readout, useLaneSeries } from './lane.tsx'
import { LaneLegend } from './lane-legend.tsx'
import { LaneTable } from './lane-table.tsx'
import { Plot } from './plot.tsx'
import { addUp } from './series.ts'
import { type BoardTimeProps, TimeAxis, useBoardTime } from './time-board.tsx'
import { TimeOverlay } from './time-overlay.tsx'

export interface ChartCardProps extends Omit<LaneProps, 'heightPx' | 'children'>, BoardTimeProps {
  /** Values are coming in: the axis stands still for a while. */
  steady?: boolean
  /** The figures instead of the picture. */
  asTable?: boolean
  /** The series that are looked at alone; empty: all. */
  isolated?: readonly string[]
  onIsolate?: (ids: readonly string[]) => void
}

export function ChartCard(props: ChartCardProps) {
  return (
    <BoardProvider value={useBoardTime(props)}>
      <Card {...props} />
    </BoardProvider>
  )
}

const NONE: readonly string[] = []

function Card(props: ChartCardProps) {
  const { title, kind, buckets, format, comparison, limit, asTable } = props
  const { nowMs } = useBoard()
  const { ranked, values } = useLaneSeries(props)
  const [own, setOwn] = useState(NONE)
  const [highlighted, setHighlighted] = useState<string>()
  const { isolated = own, onIsolate = setOwn } = props
  const shown = useMemo(() => ranked.filter(({ id }) => isolated.length === 0 || isolated.includes(id)), [ranked, isolated])
  const unit = props.unit
  // Of several lines none is the headline: the legend says them all.
  const hasReadout = kind !== 'line' || ranked.length === 1 || props.headline !== undefined
  const read = hasReadout ? values : anyOf(ranked, buckets.starts.length)
  return (
    <div className={styles.card}>
      <div className={styles.label}>
        {hasReadout && <Readout {...{ buckets, values, format, unit, comparison, limit }} />}
        {ranked.length > 1 && (
          <div className={styles.legend}>
            <LaneLegend
              {...{ title, series: ranked, buckets, format, isolated, onIsolate }}
              restAt={restingAt(read, buckets, nowMs)}
              onHighlight={setHighlighted}
            />
          </div>
        )}
      </div>
      {asTable ? (
        <TableBody {...{ title, buckets, series: ranked, format, unit }} />
      ) : (
        <PlotBody props={props} shown={shown} highlighted={highlighted} label={label(props, values, ranked)} kind={kind} />
      )}
    </div>
  )
}

/** A value wherever one of them has one. */
function anyOf(series: ChartCardProps['series'], length: number): (number | null)[] {
  return addUp(
    series.map(({ values }) => values),
    length,
  )
}

function label(props: ChartCardProps, values: readonly (number | null)[], ranked: Parameters<typeof describe>[2]): string {
  return `${props.title}, ${describe(props, values, ranked, props.nowMs ?? props.scale.toMs)}`
}

interface PlotBodyProps {
  props: ChartCardProps
  shown: ChartCardProps['series']
  highlighted: string | undefined
  label: string
  kind: ChartCardProps['kind']
}

function PlotBody({ props, shown, highlighted, label: text, kind }: PlotBodyProps) {
  const { buckets, format, formatAxis, limit, compare, fromData, steady } = props
  const { scale, nowMs } = useBoard()
  const place = useRef<HTMLDivElement>(null)
  const { height } = useSize(place)
  return (
    <div className={styles.picture}>
      <div ref={place} className={styles.plot}>
        {height > 0 && (
          <Plot
            label={text}
            {...{ kind, buckets, scale, nowMs, highlighted }}
            heightPx={height}
            series={shown}
            format={formatAxis ?? format}
            {...(limit && { limit })}
            {...(compare && { compare })}
            {...(fromData && { fromData: true })}
            {...(steady && { steady: true })}
          />
        )}
        <TimeOverlay />
      </div>
      <TimeAxis />
    </div>
  )
}

function TableBody(props: Omit<Parameters<typeof LaneTable>[0], 'heightPx'>) {
  const place = useRef<HTMLDivElement>(null)
  const { height } = useSize(place)
  return (
    <div ref={place} className={styles.picture}>
      {height > 0 && <LaneTable {...props} heightPx={height} />}
    </div>
  )
}
