/** One submission through the write flow: decompress, decode, then every stage in the order the composition root lists. */
import { gunzipSync } from 'node:zlib'
import { uncompress } from 'snappyjs'
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
  const receipt: Receipt = { outcome, accepted: batch.accepted, rejected, errors: batch.rejections.slice(0, REPORTED_ERRORS) }
  return Object.keys(batch.counts).length === 0 ? receipt : { ...receipt, counts: batch.counts }
}

export function ending(outcome: Receipt['outcome'], message: string): Receipt {
  return { outcome, accepted: 0, rejected: 0, errors: [], message }
}

function inflate(submission: Submission, maxBytes: number): Uint8Array | Receipt {
  const tooLarge = ending('too_large', `the body is larger than ${maxBytes} bytes`)
  if (submission.compression === 'none') return submission.body.byteLength > maxBytes ? tooLarge : submission.body
  if (submission.compression === 'snappy') return inflateSnappy(submission.body, maxBytes)
  try {
    return gunzipSync(submission.body, { maxOutputLength: maxBytes })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge
    return ending('undecodable', 'the body is not valid gzip')
  }
}

/** Three bytes can stand for sixty-four, so what claims to be much larger than that is not believed. */
const MOST_SNAPPY_GAIN = 22

function inflateSnappy(body: Uint8Array, maxBytes: number): Uint8Array | Receipt {
  const claimed = snappyLength(body)
  if (claimed === undefined || claimed > body.length * MOST_SNAPPY_GAIN + 64) return ending('undecodable', 'the body is not valid snappy')
  if (claimed > maxBytes) return ending('too_large', `the body is larger than ${maxBytes} bytes`)
  try {
    return new Uint8Array(uncompress(body, maxBytes))
  } catch {
    return ending('undecodable', 'the body is not valid snappy')
  }
}

/** The block format begins with the length of what is inside, as a varint of up to 32 bits. */
function snappyLength(body: Uint8Array): number | undefined {
  let length = 0
  for (let at = 0; at < 5; at++) {
    const byte = body[at]
    if (byte === undefined) return undefined
    length += (byte & 0x7f) * 2 ** (at * 7)
    if (byte < 0x80) return length
  }
  return undefined
}
