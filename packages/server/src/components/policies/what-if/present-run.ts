/** A stored run as the contract shows it. */
import type { Outage, PriceChange, WhatIfRun, WhatIfRunDetail } from '@relayscope/contract'
import type { RunHead, RunRow } from '../tables.ts'

/** What a run was asked, as it is stored. */
export interface StoredQuestion {
  from: string
  to: string
  q: string | null
  policy: WhatIfRun['policy']
  prices: readonly PriceChange[]
  unavailable: readonly Outage[]
}

/** A run at work says so every half second. */
const SILENT_MS = 120_000

export function shownRun(row: RunHead, nowMs: number): WhatIfRun {
  const { from, to, q, policy, prices, unavailable } = row.question as StoredQuestion
  const lost = (row.status === 'running' || row.status === 'queued') && nowMs - row.heardAt.getTime() > SILENT_MS
  return {
    id: row.id,
    name: row.name,
    status: lost ? 'failed' : row.status,
    from,
    to,
    q,
    policy,
    prices: [...prices],
    unavailable: [...unavailable],
    author: row.author,
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    progress: row.progress as WhatIfRun['progress'],
    error: lost ? 'the process that worked on it ended; start it again' : row.error,
    tookMs: row.tookMs,
    summary: row.summary as WhatIfRun['summary'],
  }
}

export const shownDetail = (row: RunRow, nowMs: number): WhatIfRunDetail => ({
  ...shownRun(row, nowMs),
  result: row.result as WhatIfRunDetail['result'],
})
