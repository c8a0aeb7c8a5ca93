/** A chart as a lane: what it is and what it reads on the left, its plot on the right. The label column is the readout, so nothing covers the data. */
import { Table2 } from 'lucide-react'
import { type ReactNode, useMemo, useState } from 'react'
import { type Buckets, latestWhole, restingAt } from '../lib/buckets.ts'
import { formatOnScale } from '../lib/time-scale.ts'
import { IconButton } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { useBoard } from './board-context.ts'
import { useHoveredBucket } from './hover-store.ts'
import { LaneLegend } from './lane-legend.tsx'
import { LaneTable } from './lane-table.tsx'
import styles from './lane.module.css'
import { Plot } from './plot.tsx'
import { addUp, type ChartKind, type ChartSeries, isWrong, type Limit, limitedValues, rankSeries } from './series.ts'
import { TimeOverlay } from './time-overlay.tsx'

export interface LaneProps {
  title: string
  /** Stands beside the value; axes have no titles. */
  unit?: string
  kind: ChartKind
  buckets: Buckets
  series: readonly ChartSeries[]
  /** The number in the readout, without its unit. */
  format: (value: number) => string
  /** The labels of the axis, where they are to be shorter. */
  formatAxis?: (value: number) => string
  /** The series whose value is the headline; without one the first, and for stacks and bars the sum. */
  headline?: string
  /** One comparison: `+4% on last Thursday`. */
  comparison?: { text: string; tone?: 'critical' | 'healthy' }
  limit?: Limit
  compare?: readonly (number | null)[]
  fromData?: boolean
  heightPx?: number
  /** What a click on a row of the legend does, where it is not to isolate the series. */
  onSeries?: (id: string) => void
  /** What stands beside the title: a help sign, a door. */
  children?: ReactNode
}

/** The series as they are drawn, and the values of the headline. */
export function useLaneSeries({ kind, series, headline, buckets }: Pick<LaneProps, 'kind' | 'series' | 'headline' | 'buckets'>) {
  const ranked = useMemo(() => (kind === 'line' ? series : rankSeries(series)), [kind, series])
  const values = useMemo(() => {
    if (headline === undefined && kind !== 'line')
      return addUp(
        ranked.map((one) => one.values),
        buckets.starts.length,
      )
    return (ranked.find(({ id }) => id === headline) ?? ranked[0])?.values ?? []
  }, [kind, ranked, headline, buckets])
  return { ranked, values }
}

const HEIGHT_PX = 104

export function Lane(props: LaneProps) {
  const { title, unit, kind, buckets, format, formatAxis, comparison, limit, headline, heightPx = HEIGHT_PX, children } = props
  const { scale, nowMs } = useBoard()
  const { ranked, values } = useLaneSeries(props)
  const [isolated, setIsolated] = useState<readonly string[]>([])
  const [highlighted, setHighlighted] = useState<string>()
  const [asTable, setAsTable] = useState(false)
  const shown = useMemo(() => ranked.filter(({ id }) => isolated.length === 0 || isolated.includes(id)), [ranked, isolated])
  const legend = kind === 'line' ? ranked.filter(({ id }) => id !== (headline ?? ranked[0]?.id)) : ranked
  return (
    <div className={styles.lane} role="group" aria-label={title} data-lane={title}>
      <div className={styles.label}>
        <h2 className={styles.title}>
          <span className="ell">{title}</span>
          {children}
          <span className="grow" />
          <span className={styles.tools}>
            <IconButton look="ghost" size="small" label={`${title}: view as table`} pressed={asTable} onClick={() => setAsTable(!asTable)}>
              <Table2 />
            </IconButton>
          </span>
        </h2>
        <Readout {...{ buckets, values, format, unit, comparison, limit }} />
        {legend.length > 0 && ranked.length > 1 && (
          <LaneLegend
            {...{ title, series: legend, buckets, format, isolated }}
            restAt={restingAt(values, buckets, nowMs)}
            onIsolate={setIsolated}
            onHighlight={setHighlighted}
            onSeries={props.onSeries}
          />
        )}
      </div>
      {asTable ? (
        <LaneTable {...{ title, buckets, series: ranked, format, unit, heightPx }} />
      ) : (
        <Plot
          label={`${title}, ${describe(props, values, ranked, nowMs)}`}
          {...{ kind, buckets, scale, heightPx, nowMs, highlighted }}
          series={shown}
          format={formatAxis ?? format}
          {...(limit && { limit })}
          {...(props.compare && { compare: props.compare })}
          {...(props.fromData && { fromData: true })}
        />
      )}
    </div>
  )
}

/** What those hear who do not see the plot. */
export function describe(
  { kind, unit = '', format, buckets, limit }: Pick<LaneProps, 'kind' | 'unit' | 'format' | 'buckets' | 'limit'>,
  values: readonly (number | null)[],
  series: readonly ChartSeries[],
  nowMs: number,
): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return 'no data'
  const at = restingAt(values, buckets, nowMs)
  const newest = values[at] ?? null
  const wrong = limit ? limitedValues(series, limit, kind !== 'line').filter((value) => isWrong(value, limit)).length : 0
  return [
    { line: 'lines', stack: 'stacked areas', bars: 'bars' }[kind],
    newest === null ? 'no data now' : `${at === latestWhole(buckets, nowMs) ? 'now' : 'last'} ${format(newest)} ${unit}`.trim(),
    `between ${format(Math.min(...known))} and ${format(Math.max(...known))}`,
    ...(wrong > 0 && limit ? [`past the ${limit.label} in ${wrong} of ${known.length} steps`] : []),
  ].join(', ')
}

interface ReadoutProps {
  buckets: Buckets
  values: readonly (number | null)[]
  format: (value: number) => string
  unit: string | undefined
  comparison: LaneProps['comparison']
  limit: Limit | undefined
}

/** The value now, or under the crosshair; where it is not of the last whole step, with its time. */
export function Readout({ buckets, values, format, unit, comparison, limit }: ReadoutProps) {
  const { hover, nowMs, scale, zone } = useBoard()
  const latest = latestWhole(buckets, nowMs)
  const { index, hovered } = useHoveredBucket(hover, buckets, restingAt(values, buckets, nowMs))
  const value = values[index] ?? null
  return (
    <>
      <div className={classes(styles.value, 'num')}>
        {value === null ? <span className="t3">no data</span> : format(value)}
        {value !== null && unit !== undefined && <small>{unit}</small>}
      </div>
      {hovered || index !== latest ? (
        <div className={classes(styles.detail, 'num')} data-tone={limit && isWrong(value, limit) ? 'critical' : undefined}>
          {formatOnScale(buckets.starts[index] ?? 0, scale, zone)}
        </div>
      ) : (
        comparison && (
          <div className={classes(styles.detail, 'ell')} data-tone={comparison.tone} title={comparison.text}>
            {comparison.text}
          </div>
        )
      )}
    </>
  )
}

/** A lane without a column for its label, for strips: the name and the value above a small plot. `rest`: what it reads while nothing is hovered. */
export function SmallLane(props: LaneProps & { rest?: string }) {
  const { title, unit, kind, buckets, format, limit, rest, heightPx = 30 } = props
  const { scale, nowMs } = useBoard()
  const { ranked, values } = useLaneSeries(props)
  return (
    <figure className={styles.small} aria-label={title}>
      <figcaption>
        <span className="ell">{title}</span>
        <SmallValue {...{ buckets, values, format, unit, rest }} />
      </figcaption>
      <div className={styles.smallPlot}>
        <Plot
          label={`${title}, ${describe(props, values, ranked, nowMs)}`}
          {...{ kind, buckets, scale, heightPx, nowMs, format }}
          series={ranked}
          labelled={false}
          {...(limit && { limit })}
          {...(props.compare && { compare: props.compare })}
          {...(props.fromData && { fromData: true })}
        />
        <TimeOverlay compact />
      </div>
    </figure>
  )
}

type SmallValueProps = Pick<ReadoutProps, 'buckets' | 'values' | 'format' | 'unit'> & { rest: string | undefined }

function SmallValue({ buckets, values, format, unit, rest }: SmallValueProps) {
  const { hover, nowMs } = useBoard()
  const { index, hovered } = useHoveredBucket(hover, buckets, restingAt(values, buckets, nowMs))
  if (!hovered && rest !== undefined) return <b className="num">{rest}</b>
  const value = values[index] ?? null
  return (
    <b className="num">
      {value === null ? <span className="t3">no data</span> : format(value)}
      {value !== null && unit !== undefined && <small>{unit}</small>}
    </b>
  )
}
