import type { Dashboard } from '@relayscope/contract'
import { createElement } from 'react'
import { useDashboard } from '../../api/dashboards.ts'
import { part, useLoaded } from '../../lib/use-loaded.ts'
import { DashboardPane } from '../../panels/dashboards/dashboard-pane.tsx'
import { Button } from '../../ui/button.tsx'
import { Empty } from '../../ui/states.tsx'
import { DashboardShown } from './dashboard-shown.tsx'
import { type DashboardPage, useDashboardPage } from './use-dashboard-page.ts'

/** Loaded when somebody edits. */
const editor = part(() => import('./editor/dashboard-editor.tsx').then((module) => module.default))

/** While one edits, somebody else may save. */
const WATCH_MS = 15_000

export function DashboardView() {
  const page = useDashboardPage()
  const editing = page.search.edit === 'on'
  const query = useDashboard(page.id, editing ? WATCH_MS : undefined)
  return (
    <DashboardPane query={query} missing={<Missing onList={page.toList} />}>
      {(dashboard) => (editing ? <Editing dashboard={dashboard} page={page} /> : <DashboardShown dashboard={dashboard} page={page} />)}
    </DashboardPane>
  )
}

function Editing(props: { dashboard: Dashboard; page: DashboardPage }) {
  const loaded = useLoaded(editor, true)
  return loaded ? createElement(loaded, { key: props.dashboard.id, ...props }) : <div role="status" aria-label="Loading the editor" />
}

function Missing({ onList }: { onList: () => void }) {
  return (
    <Empty title="This dashboard is not here">
      <p>It was deleted, or it is private to somebody else.</p>
      <p>
        <Button onClick={onList}>All dashboards</Button>
      </p>
    </Empty>
  )
}
