import type { Dashboard } from '@relayscope/contract'
import { type ReactNode, useEffect } from 'react'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { Pane } from '../../ui/pane.tsx'

interface Props {
  /** The dashboard as it is fetched. */
  query: { data: Dashboard | undefined; error: Error | null; isPending: boolean; refetch: () => unknown }
  /** Shown where there is none. */
  missing: ReactNode
  children: (dashboard: Dashboard) => ReactNode
}

/** A page of one dashboard, which is its title, with what it shows while there is none. */
export function DashboardPane({ query: { data, error, isPending, refetch }, missing, children }: Props) {
  const isMissing = isNotFound(error)
  useEffect(() => {
    if (data) document.title = `${data.name} · Relayscope`
  }, [data])
  return (
    <Pane
      what="The dashboard"
      loading={isPending}
      failure={error && !data && !isMissing ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={isMissing ? missing : undefined}
    >
      {data && children(data)}
    </Pane>
  )
}
