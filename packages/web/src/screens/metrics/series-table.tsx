import type { Frame } from '@relayscope/contract'
import { Filter } from 'lucide-react'
import { useMemo } from 'react'
import { Sparkline } from '../../charts/sparkline.tsx'
import { formatShare } from '../../lib/format.ts'
import { unitFormat } from '../../lib/unit-format.ts'
import { seriesOfFrame } from '../../panels/frames/frame-series.ts'
import { IconButton } from '../../ui/button.tsx'
import { Dot } from '../../ui/marks.tsx'
import styles from './metrics.module.css'
import { summarise } from './summarise.ts'
import type { MetricPage } from './use-metric-page.ts'

/** Every group of the chart with its figures; the chart has room for a few, this has them all. */
export function SeriesTable({ frame, name, page }: { frame: Frame; name: string; page: MetricPage }) {
  const series = useMemo(() => seriesOfFrame(frame, name), [frame, name])
  const { text } = unitFormat(frame.unit)
  const cell = (value: number | null): string => (value === null ? '–' : text(value))
  const compares = frame.compare !== undefined
  return (
    <table className={`${styles.series} num`}>
      <thead>
        <tr>
          <th>Group</th>
          <th>Over the range</th>
          <th>Last</th>
          <th>Least</th>
          <th>Mean</th>
          <th>Most</th>
          {compares && <th>Change</th>}
          <th>
            <span className="sr">Filter</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {series.map(({ id, label, colour, values }, at) => {
          const { last, least, mean, most, change } = summarise(values, frame.compare?.series[at]?.values)
          const labels = Object.entries(frame.series[at]?.labels ?? {})
          return (
            <tr key={id}>
              <td>
                <span className={styles.group}>
                  <Dot colour={colour} />
                  <span className="ell" title={label}>
                    {label}
                  </span>
                </span>
              </td>
              <td className={styles.spark}>
                <Sparkline label={`${label} over the range`} values={values} />
              </td>
              <td>{cell(last)}</td>
              <td>{cell(least)}</td>
              <td>{cell(mean)}</td>
              <td>{cell(most)}</td>
              {compares && <td>{change === null ? '–' : `${change < 0 ? '−' : '+'}${formatShare(Math.abs(change))}`}</td>}
              <td>
                {labels.length > 0 && (
                  <IconButton look="ghost" size="small" label={`Only ${label}`} onClick={() => page.only(Object.fromEntries(labels))}>
                    <Filter />
                  </IconButton>
                )}
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
