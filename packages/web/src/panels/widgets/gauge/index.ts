import { Gauge } from 'lucide-react'
import { metricSource } from '../options.ts'
import type { WidgetType } from '../widget-type.ts'
import { GaugeView } from './gauge-view.tsx'

export const widget: WidgetType = {
  type: 'gauge',
  label: 'Gauge',
  purpose: 'How much of what may be is reached, with the limit marked',
  icon: Gauge,
  initial: {
    title: 'Error rate',
    dataSource: metricSource({ metric: 'api.error_rate' }),
    options: { most: 0.1, limit: { value: 0.02, label: '2% limit', wrong: 'above' } },
    width: 3,
    height: 3,
  },
  fields: [
    { name: 'most', label: 'Full at', kind: 'number' },
    { name: 'unit', label: 'Unit, where the metric has none', kind: 'text' },
    { name: 'limit', label: 'Limit', kind: 'limit' },
  ],
  draws: ['frame'],
  View: GaugeView,
}
