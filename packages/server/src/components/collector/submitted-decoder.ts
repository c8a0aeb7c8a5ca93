/** What the decoders of the submit endpoints have in common: each record is taken whole or not at all, and costs its neighbours nothing. */
import type { z } from 'zod'
import type { Batch } from '../../flows/ingest/batch.ts'
import type { Decoder } from '../../flows/ingest/intake.ts'
import { issuesOf } from '../../kit/issues.ts'
import { Budget } from './otlp/limits.ts'
import { readSubmitted, REJECTION_UNITS } from './submitted-bodies.ts'
import { RecordError, withoutNulls } from './submitted-values.ts'

/** A record that fits its schema. `raw`: as it was sent, without nulls. */
export interface Submitted<Sent> {
  sent: Sent
  raw: unknown
  /** Place in the request. */
  index: number
  budget: Budget
}

/** Puts one record into the batch, or throws a `RecordError` and has put nothing. */
export type TakeRecord<Sent> = (batch: Batch, record: Submitted<Sent>) => void

export interface DecoderOptions<Sent> {
  /** Removes the nulls that senders write for what is absent, in place. */
  clear?: (value: unknown) => void
  /** A quick look that says yes only where the schema would, and would change nothing. */
  isUsual?: (value: unknown) => value is Sent
}

/** `open` is asked once a body, for what its records share. */
export function submittedDecoder<Schema extends z.ZodType>(
  schema: Schema,
  open: () => TakeRecord<z.output<Schema>>,
  { clear = withoutNulls, isUsual }: DecoderOptions<z.output<Schema>> = {},
): Decoder {
  return (batch, body, format) => {
    const budget = new Budget()
    const take = open()
    let index = 0
    for (const record of readSubmitted(body, format, budget)) {
      if ('problem' in record) batch.rejections.push({ index, path: '', message: record.problem })
      else {
        clear(record.value)
        const { value } = record
        if (isUsual?.(value)) takeRecord(batch, take, { raw: value, sent: value, index, budget })
        else addRecord(batch, schema, take, { raw: value, index, budget })
      }
      index++
    }
  }
}

function addRecord<Schema extends z.ZodType>(
  batch: Batch,
  schema: Schema,
  take: TakeRecord<z.output<Schema>>,
  record: Omit<Submitted<unknown>, 'sent'>,
): void {
  const { raw, index, budget } = record
  const read = schema.safeParse(raw)
  if (!read.success) {
    const [issue = { path: '', message: 'invalid' }] = issuesOf(read.error, 1)
    budget.spend(REJECTION_UNITS)
    batch.rejections.push({ index, ...issue })
    return
  }
  takeRecord(batch, take, { ...record, sent: read.data })
}

function takeRecord<Sent>(batch: Batch, take: TakeRecord<Sent>, record: Submitted<Sent>): void {
  try {
    take(batch, record)
    batch.accepted++
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    batch.rejections.push({ index: record.index, path: error.path, message: error.message })
  }
}
