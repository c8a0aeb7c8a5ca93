/** Scrape targets: where metrics are fetched from, and how that goes. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

const KEY = ['targets']
/** Targets are asked every few seconds, and so is how it went. */
const EVERY_MS = 5_000

export function useTargets() {
  return useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => client.listTargets({ signal }),
    select: ({ items }) => items,
    refetchInterval: EVERY_MS,
  })
}

export type TargetBody = Parameters<typeof client.createTarget>[0]['body']

/** Adds a target, or with an id changes it. */
export function useSaveTarget() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, body }: { id: string | undefined; body: TargetBody }) =>
      id === undefined ? client.createTarget({ body }) : client.updateTarget({ params: { id }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}

export function useRemoveTarget() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => client.deleteTarget({ params: { id } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEY }),
  })
}
