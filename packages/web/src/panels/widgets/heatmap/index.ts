import { Grid3x3 } from 'lucide-react'
import type { WidgetType } from '../widget-type.ts'
import { HeatMapView } from './heat-map-view.tsx'

export const widget: WidgetType = {
  type: 'heatmap',
  label: 'Heat map',
  purpose: 'How long requests took, every one of them; or a quantity by group and time',
  icon: Grid3x3,
  initial: {
    title: 'Duration of requests',
    dataSource: { system: 'relaycore', endpoint: '/api/v1/traces/histogram', parameters: {} },
    options: {},
    width: 8,
    height: 7,
  },
  fields: [{ name: 'unit', label: 'Unit, where the metric has none', kind: 'text' }],
  draws: ['heatmap', 'frame'],
  View: HeatMapView,
}
