/** A question of the metrics explorer as a widget of a dashboard, where the range is the dashboard's. */
import type { DashboardWidget, MetricQueryInput } from '@relayscope/contract'

const WIDTH = 6
const HEIGHT = 6

/** Under everything that is there; its place can be changed. */
export function widgetOf(question: MetricQueryInput, widgets: readonly DashboardWidget[]): DashboardWidget {
  const { from: _from, to: _to, ...parameters } = question
  const title = (question.formula ?? [question.metric, question.aggregation].filter((part) => part !== undefined).join('.')).slice(0, 200)
  return {
    id: freeId(widgets, title),
    type: 'line',
    title,
    dataSource: { system: 'relaycore', endpoint: '/api/v1/metrics/query', parameters },
    visualization: { type: 'line', options: {} },
    position: { x: 0, y: Math.max(0, ...widgets.map(({ position: { y, height } }) => y + height)), width: WIDTH, height: HEIGHT },
  }
}

function freeId(widgets: readonly DashboardWidget[], title: string): string {
  const base =
    title
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .slice(0, 60) || 'metric'
  const taken = new Set(widgets.map(({ id }) => id))
  let id = base
  for (let count = 2; taken.has(id); count++) id = `${base}-${count}`
  return id
}
