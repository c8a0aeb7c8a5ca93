import type { ReplayBody, WhatIfBody, WhatIfRunDetail } from '@relayscope/contract'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { client } from './client.ts'

const POLL_MS = 400

const works = ({ status }: Pick<WhatIfRunDetail, 'status'>): boolean => status === 'queued' || status === 'running'

/** Asked again while one of them works. */
export function useWhatIfRuns() {
  return useQuery({
    queryKey: ['what-if', 'runs'],
    queryFn: ({ signal }) => client.listWhatIf({ query: { limit: 50 }, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(works) ? POLL_MS : false),
    select: ({ items }) => items,
  })
}

/** Asked again while it works. */
export function useWhatIfRun(id: string) {
  return useQuery({
    queryKey: ['what-if', 'run', id],
    queryFn: ({ signal }) => client.getWhatIf({ params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && works(state.data) ? POLL_MS : false),
  })
}

export function useWhatIfActions() {
  const queries = useQueryClient()
  const done = () => queries.invalidateQueries({ queryKey: ['what-if'] })
  return {
    start: useMutation({ mutationFn: (body: WhatIfBody) => client.startWhatIf({ body }), onSuccess: done }),
    cancel: useMutation({ mutationFn: (id: string) => client.cancelWhatIf({ params: { id } }), onSuccess: done }),
  }
}

/** `change` undefined: as it was. */
export function useReplay(traceId: string, change: Partial<ReplayBody> | undefined) {
  return useQuery({
    queryKey: ['decisions', 'replay', traceId, change],
    queryFn: ({ signal }) =>
      change
        ? client.replayDecisionWith({ params: { traceId }, body: change, signal })
        : client.replayDecision({ params: { traceId }, signal }),
    placeholderData: keepPreviousData,
    retry: false,
  })
}
