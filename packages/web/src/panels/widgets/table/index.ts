import { Table2 } from 'lucide-react'
import { metricSource } from '../options.ts'
import type { WidgetType } from '../widget-type.ts'
import { TableView } from './table-view.tsx'

export const widget: WidgetType = {
  type: 'table',
  label: 'Table',
  purpose: 'A row for each group or record, ordered by any column',
  icon: Table2,
  initial: {
    title: 'Models',
    dataSource: metricSource({ metric: 'ai.requests.sum', groupBy: ['provider', 'model'], top: 50 }),
    options: {},
    width: 8,
    height: 6,
  },
  fields: [
    { name: 'items', label: 'List within the answer', kind: 'text' },
    { name: 'columns', label: 'Fields of the answer, with commas between', kind: 'text' },
    { name: 'unit', label: 'Unit, where the metric has none', kind: 'text' },
  ],
  draws: ['frame', 'table', 'traces', 'interactions'],
  View: TableView,
}
