/** The widget types there are: every folder here with an `index.ts`. */
import type { WidgetType } from './widget-type.ts'

const found = import.meta.glob<{ widget: WidgetType }>('./*/index.ts', { eager: true })

/** In the order in which the palette offers them. */
const ORDER = ['line', 'bar', 'number', 'gauge', 'table', 'heatmap', 'list', 'text']

function rank({ type }: WidgetType): number {
  const at = ORDER.indexOf(type)
  return at < 0 ? ORDER.length : at
}

export const WIDGET_TYPES: readonly WidgetType[] = Object.values(found)
  .map(({ widget }) => widget)
  .sort((left, right) => rank(left) - rank(right) || (left.label < right.label ? -1 : 1))

const byType = new Map(WIDGET_TYPES.map((one) => [one.type.toLowerCase(), one]))

/** Undefined: another installation knows this type, this one does not. */
export function widgetType(type: string): WidgetType | undefined {
  return byType.get(type.toLowerCase().replaceAll(/[-_]/g, ''))
}
