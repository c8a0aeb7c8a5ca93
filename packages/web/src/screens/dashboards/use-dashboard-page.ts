/** The state of a dashboard's page, all of it from the address. */
import { chosenValues, type Dashboard, type VariableValues } from '@relayscope/contract'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { DashboardSearch, MetricSearch } from '../../lib/search-params.ts'
import { usePage } from '../../lib/use-page.ts'
import { printVariables, readVariables } from '../../lib/variable-text.ts'
import type { DrillPlace } from '../../panels/dashboards/drill-down.ts'

export type DashboardPage = ReturnType<typeof useDashboardPage>

export function useDashboardPage() {
  const { dashboardId } = useParams({ from: '/dashboards/$dashboardId' })
  const search = useSearch({ from: '/dashboards/$dashboardId' })
  const navigate = useNavigate({ from: '/dashboards/$dashboardId' })
  const given = useMemo(() => readVariables(search.vars), [search.vars])
  const change = (next: Partial<DashboardSearch>, replace = true): void =>
    void navigate({ replace, search: (before) => ({ ...before, ...next }) })
  return {
    ...usePage(),
    id: dashboardId,
    search,
    change,
    valuesOf: ({ variables }: Pick<Dashboard, 'variables'>): VariableValues => chosenValues(variables, given),
    choose: (name: string, chosen: readonly string[]) => change({ vars: printVariables({ ...given, [name]: chosen }) }),
    drill: ({ to, search: place }: DrillPlace): void =>
      void navigate(to === '/traces' ? { to: '/traces', search: { ...place } } : { to: '/interactions', search: { ...place } }),
    open: (id: string, next: DashboardSearch = {}) =>
      void navigate({
        to: '/dashboards/$dashboardId',
        params: { dashboardId: id },
        search: ({ from, to, live }) => ({ from, to, live, ...next }),
      }),
    toMetrics: (question: MetricSearch) =>
      void navigate({ to: '/metrics', search: ({ from, to, live }) => ({ from, to, live, ...question }) }),
    toList: () => void navigate({ to: '/dashboards', search: ({ from, to, live }) => ({ from, to, live }) }),
  }
}
