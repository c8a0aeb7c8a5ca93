/** The ingest thread: everything between a request's bytes and rows ready for the engine, off the main thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { isContentKey } from '../components/interactions/normalise/index.ts'
import { asksForNames, loadNames, PolicyBook, withoutValues } from '../components/privacy/index.ts'
import type { Stage } from '../flows/ingest/batch.ts'
import { IngestLoop } from '../flows/ingest/ingest-loop.ts'
import type { PolicyNews, Told, ToThread } from '../flows/ingest/messages.ts'
import type { Pipeline } from '../flows/ingest/pipeline.ts'
import type { Reload } from '../flows/ingest/reload.ts'
import { SeriesBook } from '../flows/ingest/series-book.ts'
import { RowWriter } from '../flows/ingest/row-writer.ts'
import { bundledPricer, type PriceTableData, readPriceTable } from '../flows/price/index.ts'
import { assert } from '../kit/errors.ts'
import { createDecoders, ingestStages } from './ingest.ts'

export interface IngestWorkerData {
  maxBodyBytes: number
  horizonNs: bigint
  maxSeries: number
  policies: PolicyNews
}

/** A project's own price tables, the newest upload first. */
export interface PricesMessage {
  type: 'prices'
  project: string
  tables: PriceTableData[]
}

const GROUP_LIMITS = { maxBytes: 16 * 1024 * 1024, maxDelayMs: 200, busyDelayMs: 500, busyBytes: 1024 * 1024, maxInFlight: 1 }

const { maxBodyBytes, horizonNs, maxSeries, policies } = workerData as IngestWorkerData
const port = parentPort
assert(port, 'the ingest worker runs in a thread')

const series = new SeriesBook({ maxSeries })
const pricer = bundledPricer()
const loader = loadNames()
const namesFor = (news: PolicyNews) => (news.projects.some(({ settings }) => asksForNames(settings)) ? loader() : undefined)
const book = new PolicyBook(policies, () => performance.now(), await namesFor(policies))
let stages: readonly Stage[] = []

function pipeline(reload: Reload): Pipeline {
  stages = ingestStages({ reload, horizonNs, series, book, pricer })
  return { decoders: createDecoders(), stages, maxBodyBytes }
}

async function hear(message: Told): Promise<void> {
  if (message.type === 'policies') return book.hear(message.news, await namesFor(message.news))
  for (const stage of stages) stage.forget?.(message.project, message.traceIds)
  series.forgetWritten(message.project)
}

const loop = new IngestLoop({
  pipeline,
  sink: new RowWriter(isContentKey),
  limits: GROUP_LIMITS,
  nowMs: Date.now,
  send: (message, transfer) => port.postMessage(message, transfer),
  onLost: () => series.forgetWritten(),
  onTold: hear,
  // A bug must be seen; the main thread's log is the place, and an error event gets it there. Its message may quote what a client sent.
  onBug: (error) => process.emitWarning(withoutValues(error)),
})

port.on('message', (message: ToThread | PricesMessage) => {
  if (message.type === 'prices') pricer.useOwn(message.project, message.tables.map(readPriceTable))
  else loop.receive(message)
})
