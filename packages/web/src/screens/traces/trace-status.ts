import type { TraceListItem } from '@relayscope/contract'
import type { Status } from '../../ui/status-shape.tsx'

export interface TraceState {
  readonly status: Status
  readonly word: string
  readonly tone?: 'critical' | 'warning'
}

/** Slow is over the usual of this name, not over a constant; what failed is not also slow. */
export function traceState({ status, slow }: Pick<TraceListItem, 'status' | 'slow'>): TraceState {
  if (status === 'timeout') return { status: 'error', word: 'Timeout', tone: 'critical' }
  if (status === 'error') return { status: 'error', word: 'Error', tone: 'critical' }
  return slow ? { status: 'slow', word: 'Slow', tone: 'warning' } : { status: 'quiet', word: 'OK' }
}
