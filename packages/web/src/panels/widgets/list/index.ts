import { List } from 'lucide-react'
import type { WidgetType } from '../widget-type.ts'
import { ListView } from './list-view.tsx'

export const widget: WidgetType = {
  type: 'list',
  label: 'List',
  purpose: 'The newest traces or AI interactions a search finds',
  icon: List,
  initial: {
    title: 'Failed requests',
    dataSource: { system: 'relaycore', endpoint: '/api/v1/traces', parameters: { q: 'status:error', limit: 20 } },
    options: {},
    width: 4,
    height: 7,
  },
  fields: [],
  draws: ['traces', 'interactions'],
  View: ListView,
}
