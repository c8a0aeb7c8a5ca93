/** The ingest thread: everything between a request's bytes and rows ready for the engine, off the main thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { isContentKey } from '../components/interactions/normalise/index.ts'
import { IngestLoop } from '../flows/ingest/ingest-loop.ts'
import type { ToThread } from '../flows/ingest/messages.ts'
import { SeriesBook } from '../flows/ingest/series-book.ts'
import { RowWriter } from '../flows/ingest/row-writer.ts'
import { assert } from '../kit/errors.ts'
import { createDecoders, ingestStages } from './ingest.ts'

export interface IngestWorkerData {
  maxBodyBytes: number
  horizonNs: bigint
  maxSeries: number
}

const GROUP_LIMITS = { maxBytes: 16 * 1024 * 1024, maxDelayMs: 200, busyDelayMs: 500, busyBytes: 1024 * 1024, maxInFlight: 1 }

const { maxBodyBytes, horizonNs, maxSeries } = workerData as IngestWorkerData
const port = parentPort
assert(port, 'the ingest worker runs in a thread')

const series = new SeriesBook({ maxSeries })

const loop = new IngestLoop({
  pipeline: (reload) => ({ decoders: createDecoders(), stages: ingestStages({ reload, horizonNs, series }), maxBodyBytes }),
  sink: new RowWriter(isContentKey),
  limits: GROUP_LIMITS,
  nowMs: Date.now,
  send: (message, transfer) => port.postMessage(message, transfer),
  onLost: () => series.forgetWritten(),
  // A bug must be seen; the main thread's log is the place, and an error event gets it there.
  onBug: (error) => process.emitWarning(error instanceof Error ? error : new Error(String(error))),
})

port.on('message', (message: ToThread) => loop.receive(message))
