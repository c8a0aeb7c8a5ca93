/** A dashboard as it is looked at. */
import type { Dashboard, DashboardWidget, WidgetData } from '@relayscope/contract'
import { useMemo } from 'react'
import { useDashboardData } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { copyText } from '../../lib/clipboard.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { showToast } from '../../lib/toast.ts'
import { Board } from '../../panels/dashboards/board.tsx'
import { VariablesBar } from '../../panels/dashboards/variables-bar.tsx'
import { WidgetFrame } from '../../panels/dashboards/widget-frame.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty, ProgressLine } from '../../ui/states.tsx'
import { DashboardHead } from './dashboard-head.tsx'
import styles from './dashboards.module.css'
import type { DashboardPage } from './use-dashboard-page.ts'
import { useWall } from './use-wall.ts'

interface Props {
  dashboard: Dashboard
  page: DashboardPage
}

export function DashboardShown({ dashboard, page }: Props) {
  const { live, range, search } = page
  const values = useMemo(() => page.valuesOf(dashboard), [dashboard, search.vars])
  const { data, error, isFetching } = useDashboardData(dashboard, { range, values }, live)
  const answers = useMemo(() => new Map(data?.widgets.map((answer) => [answer.id, answer])), [data])
  const wall = useWall(page)
  const canEdit = dashboard.source === 'own'
  useShortcuts('Dashboard', [
    ...(canEdit ? [{ keys: 'e', label: 'Edit', run: () => page.change({ edit: 'on' }, false) }] : []),
    { keys: 'w', label: 'Wall mode on or off', run: wall.toggle },
    ...(search.widget !== undefined || wall.on
      ? [{ keys: 'Escape', label: 'Back', run: () => (search.widget === undefined ? wall.leave() : page.change({ widget: undefined })) }]
      : []),
  ])
  const failure = error && !data ? failureOf(error).message : undefined
  const render = (widget: DashboardWidget) => (
    <WidgetFrame {...{ widget, values, live, failure }} answer={answers.get(widget.id)} {...actionsOf(page, widget)} />
  )
  const expanded = dashboard.widgets.find(({ id }) => id === search.widget)
  return (
    <div className={styles.screen} data-wall={wall.on || undefined}>
      <ProgressLine busy={isFetching && !live} />
      <DashboardHead {...{ dashboard, page, wall }}>
        <VariablesBar variables={dashboard.variables} values={values} onChange={page.choose} />
      </DashboardHead>
      <div className={styles.scroll}>
        {expanded ? (
          <Expanded widget={expanded} render={render} onClose={() => page.change({ widget: undefined })} />
        ) : (
          <Whole {...{ dashboard, page, render }} wall={wall.on} />
        )}
      </div>
    </div>
  )
}

function actionsOf(page: DashboardPage, { id }: DashboardWidget) {
  return {
    onRange: page.setRange,
    onDrill: page.drill,
    onMetrics: page.toMetrics,
    onExpand: () => page.change({ widget: page.search.widget === id ? undefined : id }, false),
    onCopyLink: () => {
      const address = new URL(location.href)
      address.searchParams.set('widget', id)
      void copyText(address.href).then((done) => showToast(done ? 'Link copied' : 'The link could not be copied'))
    },
  }
}

type Render = (widget: DashboardWidget, answer?: WidgetData) => React.ReactNode

function Whole({ dashboard, page, render, wall }: Props & { render: Render; wall: boolean }) {
  if (dashboard.widgets.length > 0) return <Board label={dashboard.name} widgets={dashboard.widgets} render={render} wall={wall} />
  return (
    <Empty title="Nothing on this dashboard yet">
      <p>Widgets are added while it is edited.</p>
      <p>
        <Button look="primary" onClick={() => page.change({ edit: 'on' }, false)}>
          Edit
        </Button>
      </p>
    </Empty>
  )
}

/** One widget over the whole page. */
function Expanded({ widget, render, onClose }: { widget: DashboardWidget; render: Render; onClose: () => void }) {
  return (
    <div className={styles.expanded}>
      <div>
        <Button size="small" onClick={onClose}>
          Back to the dashboard
        </Button>
      </div>
      {render(widget)}
    </div>
  )
}
