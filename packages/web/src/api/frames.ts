/** Questions about metrics, answered as frames: the same question is asked once, whoever draws it. */
import type { Frame, MetricQueryInput } from '@relayscope/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { client } from './client.ts'
import { useStored } from './live.ts'

/** New points are asked for at most this often, and never more than a third of the time. */
const LIVE_MS = 1000
const SHARE_OF_TIME = 3

export interface FrameOptions {
  /** Whether it follows what is stored. */
  live?: boolean
  enabled?: boolean
}

export function useFrame(question: MetricQueryInput, { live = false, enabled = true }: FrameOptions = {}) {
  const query = useQuery({
    queryKey: ['frame', question],
    queryFn: ({ signal }): Promise<Frame> => client.queryMetrics({ body: question, signal }),
    placeholderData: keepPreviousData,
    enabled,
  })
  useLivePace(live && enabled, query)
  return query
}

/** Asks again as rows are stored, at a pace the answers can keep. */
export function useLivePace(live: boolean, query: { refetch: () => Promise<unknown>; isFetching: boolean }, leastMs = LIVE_MS): void {
  const nextMs = useRef(0)
  useStored(() => {
    const startMs = performance.now()
    if (!live || query.isFetching || startMs < nextMs.current || document.hidden) return
    void query.refetch().finally(() => {
      const endMs = performance.now()
      nextMs.current = endMs + (endMs - startMs) * (SHARE_OF_TIME - 1)
    })
  }, leastMs)
}
