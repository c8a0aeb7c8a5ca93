/** A thread that decides, as something to ask. */
import type { DecidingThread, FromDecider, ToDecider } from '../components/policies/index.ts'
import { openAskedThread } from './asked-thread.ts'

/** A million requests are some 200 MB of columns. */
const MAX_HEAP_MB = 700

export function openDecidingThread(): DecidingThread {
  return openAskedThread<ToDecider, FromDecider | undefined>({
    file: new URL('./what-if-worker.js', import.meta.url),
    name: 'what-if',
    maxHeapMb: MAX_HEAP_MB,
  })
}
