/** The views of a trace that few open: each is fetched when somebody does. */
import { type ComponentType, createElement } from 'react'
import type { SpanNode, SpanTree } from '../../lib/span-tree.ts'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import type { JsonTreeProps } from '../../ui/json-tree.tsx'
import { SkeletonRows } from '../../ui/states.tsx'
import type { Waterfall } from './use-waterfall.ts'

interface ViewProps {
  waterfall: Waterfall
}

interface EventsProps {
  tree: SpanTree
  onShow: (node: SpanNode) => void
}

function onDemand<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const source = part(load)
  return function View(props: Props) {
    const view = useLoaded(source, true)
    return view ? createElement(view, props) : <SkeletonRows rowHeight={24} />
  }
}

export const FlameView = onDemand<ViewProps>(() => import('./flame-view.tsx').then((module) => module.FlameGraph))
export const MapView = onDemand<ViewProps>(() => import('./map-view.tsx').then((module) => module.TraceMap))
export const EventsView = onDemand<EventsProps>(() => import('./events-tab.tsx').then((module) => module.EventsTab))
/** The JSON of a span. */
export const JsonView = onDemand<JsonTreeProps>(() => import('../../ui/json-tree.tsx').then((module) => module.JsonTree))
