import type { DashboardWidget } from '@relayscope/contract'
import type { WidgetType } from '../../../panels/widgets/widget-type.ts'
import { freePlace } from './place-widget.ts'

/** An id that the dashboard does not have yet, easy to read in a file. */
export function freeId(widgets: readonly DashboardWidget[], wanted: string): string {
  const base =
    wanted
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'widget'
  const taken = new Set(widgets.map(({ id }) => id))
  if (!taken.has(base)) return base
  for (let count = 2; ; count++) if (!taken.has(`${base}-${count}`)) return `${base}-${count}`
}

export function newWidget(widgets: readonly DashboardWidget[], { type, initial }: WidgetType): DashboardWidget {
  const { title, dataSource, options, width, height } = initial
  return {
    id: freeId(widgets, title || type),
    type,
    title,
    dataSource,
    visualization: { type, options: { ...options } },
    position: freePlace(widgets, width, height),
  }
}

export function copyOf(widgets: readonly DashboardWidget[], widget: DashboardWidget): DashboardWidget {
  const { width, height } = widget.position
  return { ...widget, id: freeId(widgets, widget.id), position: freePlace(widgets, width, height) }
}
