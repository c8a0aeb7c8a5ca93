/** Privacy: settings, what would become of a text, who was shown what, and erasure. */
import type { PrivacySettings, StoredPrivacySettings } from '@relayscope/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

const SETTINGS = ['privacy', 'settings']
const REVEALS = ['privacy', 'reveals']
const ERASURES = ['privacy', 'erasures']

export function usePrivacySettings() {
  return useQuery({ queryKey: SETTINGS, queryFn: ({ signal }): Promise<StoredPrivacySettings> => client.getPrivacySettings({ signal }) })
}

export function useSavePrivacy() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { version: number; settings: PrivacySettings }) => client.putPrivacySettings({ body }),
    onSuccess: (stored: StoredPrivacySettings) => queries.setQueryData(SETTINGS, stored),
  })
}

/** Of which the text would be a part; empty: one that no rule names. */
export interface TestedCall {
  organizationId: string
  provider: string
  model: string
}

/** What would be stored of a text under settings that need not be saved. */
export function usePrivacyTest(text: string, names: boolean, settings: PrivacySettings, call: TestedCall) {
  return useQuery({
    queryKey: ['privacy', 'test', text, names, settings, call],
    queryFn: ({ signal }) => client.testPrivacy({ body: { text, names, settings, ...call }, signal }),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    // The text is nobody's to keep, not even here.
    gcTime: 0,
    retry: false,
  })
}

export function useReveals() {
  return useQuery({
    queryKey: REVEALS,
    queryFn: ({ signal }) => client.listReveals({ query: { limit: 200 }, signal }),
    select: ({ items }) => items,
  })
}

const WATCH_MS = 2_000

export function useErasures() {
  return useQuery({
    queryKey: ERASURES,
    queryFn: ({ signal }) => client.listErasures({ query: { limit: 200 }, signal }),
    select: ({ items }) => items,
    refetchInterval: ({ state }) => (state.data?.items.some((one) => one.state === 'running') ? WATCH_MS : false),
  })
}

export function useEraseUser() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: { userId: string; reason: string }) => client.eraseUser({ body }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ERASURES }),
  })
}
