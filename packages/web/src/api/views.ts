/** Saved views of a list. */
import type { NewView, SavedView } from '@relayscope/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export type ViewScreen = NewView['screen']

/** Asked for when somebody wants to see them. */
export function useViews(screen: ViewScreen, wanted: boolean) {
  return useQuery({
    queryKey: ['views', screen],
    queryFn: async ({ signal }) => (await client.listViews({ query: { screen }, signal })).items,
    enabled: wanted,
  })
}

export function useViewChanges(screen: ViewScreen) {
  const queries = useQueryClient()
  const changed = () => queries.invalidateQueries({ queryKey: ['views', screen] })
  const save = useMutation({
    mutationFn: ({ name, query }: Pick<SavedView, 'name' | 'query'>) => client.saveView({ body: { screen, name, query } }),
    onSuccess: changed,
  })
  const remove = useMutation({ mutationFn: (id: string) => client.deleteView({ params: { id } }), onSuccess: changed })
  return { save, remove }
}
