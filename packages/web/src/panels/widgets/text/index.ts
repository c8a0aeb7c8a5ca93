import { TextAlignStart } from 'lucide-react'
import type { WidgetType } from '../widget-type.ts'
import { TextView } from './text-view.tsx'

export const widget: WidgetType = {
  type: 'text',
  label: 'Text',
  purpose: 'What viewers should know: whom to call, what a limit means',
  icon: TextAlignStart,
  initial: {
    title: 'Notes',
    dataSource: { system: 'relaycore', endpoint: '', parameters: {} },
    options: { text: 'What to do when this is **red**:\n\n- look at the failed requests\n- call whoever is on duty' },
    width: 3,
    height: 4,
  },
  fields: [{ name: 'text', label: 'Text: # heading, - list, **bold**, `code`, [name](address)', kind: 'long-text' }],
  draws: ['nothing'],
  View: TextView,
}
