/** A thread that estimates how many tokens texts are, as something to ask. */
import type { EstimatingThread, TextEstimate } from '../components/costs/index.ts'
import { openAskedThread } from './asked-thread.ts'

/** The texts of one portion, and what is read out of them. */
const MAX_HEAP_MB = 1000

export function openEstimatingThread(): EstimatingThread {
  return openAskedThread<string, TextEstimate[]>({
    file: new URL('./estimate-worker.js', import.meta.url),
    name: 'token-estimates',
    maxHeapMb: MAX_HEAP_MB,
  })
}
