import type { DurationHistogram } from '@relayscope/contract'
import { GroupHeat } from '../../../charts/group-heat.tsx'
import { HeatMap } from '../../../charts/heat-map.tsx'
import { rangeOf } from '../../../lib/time-range.ts'
import { unitFormat } from '../../../lib/unit-format.ts'
import { useZone } from '../../../lib/zone.ts'
import { Empty } from '../../../ui/states.tsx'
import { seriesOfFrame } from '../../frames/frame-series.ts'
import { NoPoints } from '../../frames/no-points.tsx'
import { isFrame, textOption } from '../options.ts'
import { Unfit } from '../unfit.tsx'
import type { WidgetViewProps } from '../widget-type.ts'
import styles from './heat-map.module.css'

export function HeatMapView(props: WidgetViewProps) {
  const { data, title, onDrill, onRange, options } = props
  const zone = useZone()
  if (isFrame(data)) {
    if (data.series.length === 0) return <NoPoints warnings={data.warnings} />
    return (
      <GroupHeat
        label={title}
        times={data.times}
        rows={seriesOfFrame(data, title)}
        format={unitFormat(textOption(options, 'unit') ?? data.unit).text}
        zone={zone}
        {...(onDrill && {
          onChoose: (row: number, at: number) => {
            const fromMs = data.times[at] ?? 0
            onDrill({ fromMs, toMs: fromMs + data.stepMs }, data.series[row]?.labels)
          },
        })}
      />
    )
  }
  if (!isHistogram(data)) return <Unfit />
  if (data.cells.length === 0) return <Empty title="No requests in this range" />
  return (
    <div className={styles.map}>
      <HeatMap
        histogram={data}
        zone={zone}
        stale={false}
        onBox={({ time, duration }) => {
          const span = time ?? { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) }
          if (duration && onDrill) onDrill(span)
          else if (time) onRange(rangeOf(time.fromMs, time.toMs))
        }}
      />
    </div>
  )
}

function isHistogram(data: unknown): data is DurationHistogram {
  return typeof data === 'object' && data !== null && Array.isArray((data as Record<string, unknown>)['cells'])
}
