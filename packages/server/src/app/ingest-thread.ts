/** Starts the ingest thread and starts it again should it ever die: what it held is answered as not stored. */
import { Worker } from 'node:worker_threads'
import type { FromThread } from '../flows/ingest/messages.ts'
import type { ThreadIntake } from '../flows/ingest/thread-intake.ts'
import type { PriceTableData } from '../flows/price/index.ts'
import type { IngestWorkerData, PricesMessage } from './ingest-worker.ts'

export interface IngestThread {
  /** A project's own price tables, in place of those it had. Calls that are sent afterwards are priced by them. */
  usePrices(project: string, tables: PriceTableData[]): void
  stop(): Promise<void>
}

const RESTART_DELAY_MS = 500

export function startIngestThread(intake: ThreadIntake, data: () => IngestWorkerData, onDeath: (error: unknown) => void): IngestThread {
  let worker: Worker
  let stopping = false
  const prices = new Map<string, PricesMessage>()

  function start(): void {
    let death: unknown
    worker = new Worker(new URL('./ingest-worker.js', import.meta.url), { workerData: data(), name: 'ingest' })
    intake.attach({ send: (message, transfer) => worker.postMessage(message, transfer) })
    for (const message of prices.values()) worker.postMessage(message, [])
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
    usePrices(project, tables) {
      const message: PricesMessage = { type: 'prices', project, tables }
      prices.set(project, message)
      worker.postMessage(message, [])
    },
    async stop() {
      stopping = true
      await worker.terminate()
    },
  }
}
