/** One submission through the write flow: decompress, decode, then every stage in the order the composition root lists. */
import { gunzipSync } from 'node:zlib'
import { type Batch, emptyBatch, type Stage } from './batch.ts'
import { type Decoder, type Receipt, type Submission, type SubmissionKind, UndecodableError } from './intake.ts'

export interface Pipeline {
  decoders: Readonly<Record<SubmissionKind, Decoder>>
  stages: readonly Stage[]
  /** Bytes of a body after decompression. */
  maxBodyBytes: number
}

/** Either a batch ready to be stored, or the receipt that ends it here. */
export type Processed = { batch: Batch } | { receipt: Receipt }

const REPORTED_ERRORS = 100

export async function runPipeline(pipeline: Pipeline, submission: Submission, receivedAtMs: number): Promise<Processed> {
  const body = inflate(submission, pipeline.maxBodyBytes)
  if (!(body instanceof Uint8Array)) return { receipt: body }
  const batch = emptyBatch(submission.project, receivedAtMs)
  try {
    pipeline.decoders[submission.kind](batch, body, submission.format)
  } catch (error) {
    if (error instanceof UndecodableError) return { receipt: ending('undecodable', error.message) }
    throw error
  }
  for (const stage of pipeline.stages) await stage.run(batch)
  return { batch }
}

/** What the sender is told of a batch once it is stored. */
export function receiptOf(batch: Batch): Receipt {
  const rejected = batch.rejections.length
  const outcome = batch.accepted === 0 && rejected > 0 ? 'refused' : 'stored'
  return { outcome, accepted: batch.accepted, rejected, errors: batch.rejections.slice(0, REPORTED_ERRORS) }
}

export function ending(outcome: Receipt['outcome'], message: string): Receipt {
  return { outcome, accepted: 0, rejected: 0, errors: [], message }
}

function inflate(submission: Submission, maxBytes: number): Uint8Array | Receipt {
  const tooLarge = ending('too_large', `the body is larger than ${maxBytes} bytes`)
  if (submission.compression === 'none') return submission.body.byteLength > maxBytes ? tooLarge : submission.body
  try {
    return gunzipSync(submission.body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge
    return ending('undecodable', 'the body is not valid gzip')
  }
}
