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

/**
 * `open` is asked once a body, for what its records share. `clear` removes the nulls that senders write for what is absent, in
 * place.
 */
export function submittedDecoder<Schema extends z.ZodType>(
  schema: Schema,
  open: () => TakeRecord<z.output<Schema>>,
  clear: (value: unknown) => void = withoutNulls,
): Decoder {
  return (batch, body, format) => {
    const budget = new Budget()
    const take = open()
    let index = 0
    for (const record of readSubmitted(body, format, budget)) {
      if ('problem' in record) batch.rejections.push({ index, path: '', message: record.problem })
      else {
        clear(record.value)
        addRecord(batch, schema, take, { raw: record.value, index, budget })
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
  try {
    take(batch, { ...record, sent: read.data })
    batch.accepted++
  } catch (error) {
    if (!(error instanceof RecordError)) throw error
    batch.rejections.push({ index, path: error.path, message: error.message })
  }
}
