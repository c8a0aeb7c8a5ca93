/** Starts the ingest thread and starts it again should it ever die: what it held is answered as not stored. */
import { Worker } from 'node:worker_threads'
import type { FromThread } from '../flows/ingest/messages.ts'
import type { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { IngestWorkerData } from './ingest-worker.ts'

export interface IngestThread {
  stop(): Promise<void>
}

const RESTART_DELAY_MS = 500

export function startIngestThread(intake: ThreadIntake, data: () => IngestWorkerData, onDeath: (error: unknown) => void): IngestThread {
  let worker: Worker
  let stopping = false

  function start(): void {
    let death: unknown
    worker = new Worker(new URL('./ingest-worker.js', import.meta.url), { workerData: data(), name: 'ingest' })
    intake.attach({ send: (message, transfer) => worker.postMessage(message, transfer) })
    worker.on('message', (message: FromThread) => intake.receive(message))
    worker.on('error', (error) => (death = error))
    worker.on('exit', () => {
      if (stopping) return
      onDeath(death)
      intake.lost('the ingest thread stopped')
      setTimeout(start, RESTART_DELAY_MS)
    })
  }

  start()
  return {
    async stop() {
      stopping = true
      await worker.terminate()
    },
  }
}
