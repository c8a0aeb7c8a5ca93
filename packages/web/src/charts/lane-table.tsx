import type { Buckets } from '../lib/buckets.ts'
import { formatOnScale } from '../lib/time-scale.ts'
import { useBoard } from './board-context.ts'
import styles from './lane.module.css'
import type { ChartSeries } from './series.ts'

export interface LaneTableProps {
  title: string
  buckets: Buckets
  series: readonly ChartSeries[]
  format: (value: number) => string
  unit: string | undefined
  heightPx: number
}

/** The same figures for those who cannot use the picture, newest first. */
export function LaneTable({ title, buckets, series, format, unit, heightPx }: LaneTableProps) {
  const { scale, zone } = useBoard()
  return (
    <div className={styles.table} style={{ height: heightPx }} tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table className="num">
        <thead>
          <tr>
            <th>Time</th>
            {series.map(({ id, label }) => (
              <th key={id}>{unit === undefined ? label : `${label}, ${unit}`}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {buckets.starts
            .map((start, at) => (
              <tr key={start}>
                <td>{formatOnScale(start, scale, zone)}</td>
                {series.map(({ id, values }) => (
                  <td key={id}>{values[at] == null ? '–' : format(values[at])}</td>
                ))}
              </tr>
            ))
            .toReversed()}
        </tbody>
      </table>
    </div>
  )
}
