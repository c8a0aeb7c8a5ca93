import { ChartColumn } from 'lucide-react'
import { metricSource } from '../options.ts'
import type { WidgetType } from '../widget-type.ts'
import { BarView } from './bar-view.tsx'

export const widget: WidgetType = {
  type: 'bar',
  label: 'Bar',
  purpose: 'Sums: a bar for each step of time, or one for each group',
  icon: ChartColumn,
  initial: {
    title: 'Cost by model',
    dataSource: metricSource({ metric: 'ai.cost.sum', groupBy: ['model'], top: 8 }),
    options: {},
    width: 6,
    height: 6,
  },
  fields: [
    {
      name: 'over',
      label: 'A bar for each',
      kind: 'choice',
      choices: [
        { id: 'time', label: 'Step of time' },
        { id: 'groups', label: 'Group' },
      ],
    },
    { name: 'unit', label: 'Unit, where the metric has none', kind: 'text' },
    { name: 'limit', label: 'Limit', kind: 'limit' },
  ],
  draws: ['frame'],
  View: BarView,
}
