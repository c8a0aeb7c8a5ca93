import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

export function usePolicies() {
  return useQuery({ queryKey: ['policies'], queryFn: ({ signal }) => client.listPolicies({ signal }), select: ({ items }) => items })
}

export function usePolicy(id: string) {
  return useQuery({
    queryKey: ['policies', 'one', id],
    queryFn: ({ signal }) => client.getPolicy({ params: { id }, signal }),
    enabled: id !== '',
  })
}

export function usePolicyVersion(id: string, version: string) {
  return useQuery({
    queryKey: ['policies', 'one', id, version],
    queryFn: ({ signal }) => client.getPolicyVersion({ params: { id, version }, signal }),
    enabled: id !== '',
    staleTime: Infinity,
  })
}

/** What is wrong with a text, and what would differ from the newest version; `id` empty: a policy that is not there yet. */
export function usePolicyCheck(text: string, id: string) {
  return useQuery({
    queryKey: ['policies', 'check', id, text],
    queryFn: async ({ signal }) => {
      const answer = await client.checkPolicy({ query: id === '' ? {} : { id }, body: text, signal })
      return { ...answer, text }
    },
    enabled: text.trim() !== '',
    placeholderData: keepPreviousData,
    gcTime: 0,
    retry: false,
  })
}

export interface NewVersion {
  /** Empty: a policy that is not there yet. */
  id: string
  text: string
  comment: string
  activate: boolean
}

export function useStorePolicy() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ id, text, comment, activate }: NewVersion) => {
      const query = { activate: activate ? ('true' as const) : ('false' as const), ...(comment === '' ? {} : { comment }) }
      return id === '' ? client.createPolicy({ query, body: text }) : client.createPolicyVersion({ params: { id }, query, body: text })
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['policies'] }),
  })
}
