import { ChartLine } from 'lucide-react'
import { metricSource } from '../options.ts'
import type { WidgetType } from '../widget-type.ts'
import { LineView } from './line-view.tsx'

export const widget: WidgetType = {
  type: 'line',
  label: 'Line',
  purpose: 'A quantity over time, one line or layer a group',
  icon: ChartLine,
  initial: { title: 'Latency (p95)', dataSource: metricSource({ metric: 'api.latency.p95' }), options: {}, width: 6, height: 6 },
  fields: [
    { name: 'stacked', label: 'Stacked: parts of a whole', kind: 'yes' },
    { name: 'fromData', label: 'Axis near the values, for ratios near 100 %', kind: 'yes' },
    { name: 'unit', label: 'Unit, where the metric has none', kind: 'text' },
    { name: 'limit', label: 'Limit', kind: 'limit' },
  ],
  draws: ['frame'],
  View: LineView,
}
