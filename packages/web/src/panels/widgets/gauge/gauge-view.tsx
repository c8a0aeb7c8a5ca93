import { GaugeBar } from '../../../charts/gauge-bar.tsx'
import { unitFormat } from '../../../lib/unit-format.ts'
import { NoPoints } from '../../frames/no-points.tsx'
import { nameOfGroup } from '../../frames/frame-series.ts'
import { isFrame, limitOption, numberOption, textOption } from '../options.ts'
import { Unfit } from '../unfit.tsx'
import { latestOf } from '../whole.ts'
import type { WidgetViewProps } from '../widget-type.ts'
import styles from './gauge.module.css'

/** One bar for each group, at its newest value. */
export function GaugeView({ title, data, options, onDrill }: WidgetViewProps) {
  if (!isFrame(data)) return <Unfit />
  if (data.series.length === 0) return <NoPoints warnings={data.warnings} />
  const { text } = unitFormat(textOption(options, 'unit') ?? data.unit)
  const limit = limitOption(options, text)
  const latest = data.series.map(({ values }) => latestOf(data, values))
  const most = numberOption(options, 'most') ?? Math.max(limit?.value ?? 0, ...latest.map((value) => value ?? 0)) * 1.25
  const span = { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) }
  return (
    <div className={styles.gauges}>
      {data.series.map((series, at) => (
        <GaugeBar
          key={nameOfGroup(series, data, title)}
          label={data.series.length > 1 ? nameOfGroup(series, data, title) : title}
          named={data.series.length > 1}
          value={latest[at]}
          most={most}
          format={text}
          {...(limit && { limit })}
          onChoose={onDrill && (() => onDrill(span, series.labels))}
        />
      ))}
    </div>
  )
}
