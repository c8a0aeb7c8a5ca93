import { RankBars } from '../../../charts/rank-bars.tsx'
import { unitFormat } from '../../../lib/unit-format.ts'
import { seriesOfFrame } from '../../frames/frame-series.ts'
import { NoPoints } from '../../frames/no-points.tsx'
import { FrameView } from '../frame-view.tsx'
import { isFrame, textOption } from '../options.ts'
import { wholeOf } from '../whole.ts'
import type { WidgetViewProps } from '../widget-type.ts'

export function BarView(props: WidgetViewProps) {
  const { data, options, title, onDrill } = props
  if (options['over'] !== 'groups' || !isFrame(data)) return <FrameView {...props} kind="bars" />
  if (data.series.length === 0) return <NoPoints warnings={data.warnings} />
  const span = { fromMs: Date.parse(data.from), toMs: Date.parse(data.to) }
  const bars = seriesOfFrame(data, title).map(({ id, label, colour }, at) => ({
    id,
    label,
    colour,
    value: wholeOf(data, data.series[at]?.values ?? []) ?? 0,
  }))
  return (
    <RankBars
      label={title}
      bars={bars}
      format={unitFormat(textOption(options, 'unit') ?? data.unit).text}
      onChoose={onDrill && ((at) => onDrill(span, data.series[at]?.labels))}
    />
  )
}
