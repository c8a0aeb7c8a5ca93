/** Dashboards: their list, one with its data, and what is done to them. */
import type {
  Dashboard,
  DashboardChange,
  DashboardData,
  DashboardFile,
  DashboardWidget,
  VariableValues,
  WidgetData,
} from '@relayscope/contract'
import { keepPreviousData, useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { TimeRange } from '../lib/time-range.ts'
import { client } from './client.ts'
import { useRef } from 'react'
import { useLivePace } from './frames.ts'
import { newestParts, type Part, withNewest } from './live-dashboard.ts'

const ALL = ['dashboards']

export function useDashboards() {
  return useQuery({ queryKey: [...ALL, 'list'], queryFn: ({ signal }) => client.listDashboards({ signal }), select: ({ items }) => items })
}

/** `watchMs`: how often to look whether somebody else changed it. */
export function useDashboard(id: string, watchMs?: number) {
  return useQuery({
    queryKey: [...ALL, 'one', id],
    queryFn: ({ signal }): Promise<Dashboard> => client.getDashboard({ params: { id }, signal }),
    ...(watchMs !== undefined && { refetchInterval: watchMs }),
  })
}

/** `name=value` for each chosen value; a name alone chooses all. */
export function variableParameters(values: VariableValues): string[] {
  return Object.entries(values).flatMap(([name, chosen]) =>
    chosen.length === 0 ? [`${name}=`] : chosen.map((value) => `${name}=${value}`),
  )
}

export interface Shown {
  range: TimeRange
  values: VariableValues
}

/** A live dashboard is asked for as a whole so often: what came late, and groups that became large, are in it then. */
const WHOLE_MS = 60_000

export function useDashboardData({ id, version }: Pick<Dashboard, 'id' | 'version'>, { range, values }: Shown, live: boolean) {
  const queries = useQueryClient()
  const queryKey = ['dashboard-data', id, version, range, values]
  const wholeAtMs = useRef(0)
  const ask = (part: Part | TimeRange, signal?: AbortSignal): Promise<DashboardData> =>
    // The contract has one text or a list of them; the client repeats the parameter for a list.
    client.getDashboardData({ params: { id }, query: { ...part, variable: variableParameters(values) }, ...(signal && { signal }) })
  const query = useQuery({
    queryKey,
    queryFn: ({ signal }): Promise<DashboardData> => {
      wholeAtMs.current = performance.now()
      return ask(range, signal)
    },
    placeholderData: keepPreviousData,
  })
  const refresh = async (): Promise<unknown> => {
    const known = queries.getQueryData<DashboardData>(queryKey)
    const parts = known && performance.now() - wholeAtMs.current < WHOLE_MS ? newestParts(known, range) : undefined
    if (!known || !parts) return query.refetch()
    const answers = await Promise.all(parts.map((part) => ask(part))).catch(() => undefined)
    const grown = answers && withNewest(known, answers, range)
    // What was fetched as a whole meanwhile is newer.
    if (queries.getQueryData(queryKey) !== known) return undefined
    return grown ? queries.setQueryData(queryKey, grown) : query.refetch()
  }
  useLivePace(live, { refetch: refresh, isFetching: query.isFetching })
  return query
}

/** What widgets show that are not saved, each asked for itself, so that a change asks only for what it changes. */
export function usePreviews(widgets: readonly DashboardWidget[], variables: Dashboard['variables'], { range, values }: Shown) {
  return useQueries({
    queries: widgets.map((widget) => ({
      queryKey: ['dashboard-data', 'preview', widget.dataSource, range, values, variables],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<WidgetData | undefined> =>
        (await client.previewDashboard({ body: { widgets: [widget], variables, values: plain(values), ...range }, signal })).widgets[0],
      placeholderData: keepPreviousData,
    })),
  })
}

function plain(values: VariableValues): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, chosen]) => [name, [...chosen]]))
}

type Draft = Pick<Dashboard, 'name' | 'widgets' | 'variables' | 'isPublic'> &
  Partial<Pick<Dashboard, 'description' | 'layout' | 'refreshInterval'>>

export function useDashboardActions() {
  const queries = useQueryClient()
  const done = (): void => void queries.invalidateQueries({ queryKey: ALL })
  const saved = (dashboard: Dashboard): void => {
    queries.setQueryData([...ALL, 'one', dashboard.id], dashboard)
    done()
  }
  return {
    create: useMutation({ mutationFn: (body: Draft) => client.createDashboard({ body }), onSuccess: saved }),
    copy: useMutation({ mutationFn: (id: string) => client.copyDashboard({ params: { id }, body: {} }), onSuccess: saved }),
    save: useMutation({
      mutationFn: ({ id, change }: { id: string; change: DashboardChange }) => client.updateDashboard({ params: { id }, body: change }),
      onSuccess: saved,
    }),
    remove: useMutation({ mutationFn: (id: string) => client.deleteDashboard({ params: { id } }), onSuccess: done }),
    bringIn: useMutation({ mutationFn: (file: DashboardFile) => client.importDashboard({ body: file }), onSuccess: saved }),
  }
}

/** As it is now, whatever was fetched before. */
export function fetchDashboard(id: string): Promise<Dashboard> {
  return client.getDashboard({ params: { id } })
}

export function exportFile(id: string): Promise<DashboardFile> {
  return client.exportDashboard({ params: { id } })
}

export function useDashboardLinks(id: string, enabled: boolean) {
  const queries = useQueryClient()
  const queryKey = ['dashboard-links', id]
  const done = (): void => void queries.invalidateQueries({ queryKey })
  return {
    list: useQuery({
      queryKey,
      queryFn: ({ signal }) => client.listDashboardLinks({ params: { id }, signal }),
      select: ({ items }) => items,
      enabled,
    }),
    create: useMutation({ mutationFn: (name: string) => client.createDashboardLink({ params: { id }, body: { name } }), onSuccess: done }),
    revoke: useMutation({ mutationFn: (linkId: string) => client.revokeDashboardLink({ params: { id, linkId } }), onSuccess: done }),
  }
}

/** What a link shows is asked for again at this pace: a guest hears no live stream. */
const GUEST_MS = 10_000

export function useLinkedDashboard(token: string) {
  return useQuery({ queryKey: ['linked', token], queryFn: ({ signal }) => client.getLinkedDashboard({ params: { token }, signal }) })
}

export function useLinkedData(token: string, { range, values }: Shown, enabled: boolean) {
  return useQuery({
    queryKey: ['dashboard-data', 'linked', token, range, values],
    queryFn: ({ signal }): Promise<DashboardData> =>
      client.getLinkedDashboardData({ params: { token }, query: { ...range, variable: variableParameters(values) }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: GUEST_MS,
    enabled,
  })
}
