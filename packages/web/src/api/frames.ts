/** Questions about metrics, answered as frames: the same question is asked once, whoever draws it. */
import type { Frame, MetricQueryInput } from '@relayscope/contract'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { client } from './client.ts'
import { useStored } from './live.ts'

/** New points are asked for at most this often, and never more than a third of the time. */
const LIVE_MS = 1000
const SHARE_OF_TIME = 3
const SOON_MS = 50

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

/** Asks again as rows and points are stored, at a pace the answers can keep. What is stored meanwhile is asked for afterwards. */
export function useLivePace(live: boolean, query: { refetch: () => Promise<unknown>; isFetching: boolean }): void {
  const pace = useRef<{ nextMs: number; timer?: ReturnType<typeof setTimeout> | undefined }>({ nextMs: 0 })
  const latest = useRef({ live, query })
  latest.current = { live, query }
  const ask = (): void => {
    pace.current.timer = undefined
    const startMs = performance.now()
    if (!latest.current.live || document.hidden) return
    if (latest.current.query.isFetching || startMs < pace.current.nextMs) return askLater()
    pace.current.nextMs = Infinity
    void latest.current.query.refetch().finally(() => {
      const endMs = performance.now()
      pace.current.nextMs = endMs + (endMs - startMs) * (SHARE_OF_TIME - 1)
    })
  }
  const askLater = (): void => {
    const waitMs = Math.min(LIVE_MS, Math.max(SOON_MS, pace.current.nextMs - performance.now()))
    pace.current.timer ??= setTimeout(ask, waitMs)
  }
  useStored(ask, LIVE_MS, 'points')
  useEffect(() => () => clearTimeout(pace.current.timer), [])
}
