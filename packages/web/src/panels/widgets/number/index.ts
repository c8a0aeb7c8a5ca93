import { Hash } from 'lucide-react'
import { metricSource } from '../options.ts'
import type { WidgetType } from '../widget-type.ts'
import { NumberView } from './number-view.tsx'

export const widget: WidgetType = {
  type: 'number',
  label: 'Number',
  purpose: 'One figure, how it went, and whether it is past its limit',
  icon: Hash,
  initial: { title: 'Requests', dataSource: metricSource({ metric: 'api.requests.sum' }), options: { value: 'sum' }, width: 3, height: 3 },
  fields: [
    {
      name: 'value',
      label: 'Which number',
      kind: 'choice',
      choices: [
        { id: 'now', label: 'The newest' },
        { id: 'sum', label: 'Of the whole range' },
      ],
    },
    { name: 'field', label: 'Field of the answer, where it is no metric', kind: 'text' },
    { name: 'unit', label: 'Unit, where the metric has none', kind: 'text' },
    { name: 'limit', label: 'Limit', kind: 'limit' },
  ],
  draws: ['frame', 'traces', 'interactions'],
  View: NumberView,
}
