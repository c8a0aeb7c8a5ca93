import type { Dashboard, MetricQueryInput } from '@relayscope/contract'
import { useNavigate } from '@tanstack/react-router'
import { LayoutDashboard } from 'lucide-react'
import { fetchDashboard, useDashboardActions, useDashboards } from '../../api/dashboards.ts'
import { failureOf } from '../../api/problem.ts'
import { widgetOf } from '../../lib/question-widget.ts'
import { showToast } from '../../lib/toast.ts'
import { Button } from '../../ui/button.tsx'
import { Menu } from '../../ui/menu.tsx'

const NEW = 'new'

/** Puts the question as a widget under those of a dashboard. Those that come with the product can only be copied, so they are not offered. */
export function SaveToDashboard({ question }: { question: MetricQueryInput }) {
  const { data = [] } = useDashboards()
  const { create, save } = useDashboardActions()
  const navigate = useNavigate()
  const own = data.filter(({ source }) => source === 'own')
  const tell = ({ id, name }: Dashboard): void =>
    showToast(`It stands on ${name}`, {
      action: { label: 'Open', run: () => void navigate({ to: '/dashboards/$dashboardId', params: { dashboardId: id } }) },
    })
  const put = async (id: string): Promise<Dashboard> => {
    if (id === NEW) {
      const widget = widgetOf(question, [])
      return create.mutateAsync({ name: widget.title, widgets: [widget], variables: [], isPublic: true })
    }
    const { widgets, version } = await fetchDashboard(id)
    return save.mutateAsync({ id, change: { widgets: [...widgets, widgetOf(question, widgets)], version } })
  }
  const choose = async (id: string): Promise<void> => {
    try {
      tell(await put(id))
    } catch (error) {
      showToast('It was not saved', { detail: failureOf(error).message, tone: 'error' })
    }
  }
  return (
    <Menu
      trigger={
        <Button disabled={create.isPending || save.isPending}>
          <LayoutDashboard aria-hidden />
          Save to dashboard
        </Button>
      }
      choices={[{ id: NEW, label: 'A new dashboard' }, ...own.map(({ id, name }) => ({ id, label: name }))]}
      onChoose={(id) => void choose(id)}
    />
  )
}
