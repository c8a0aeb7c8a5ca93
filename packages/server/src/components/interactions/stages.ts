/** This room's stages of the write flow. */
import type { Stage } from '../../flows/ingest/batch.ts'
import type { InteractionRecord } from '../../flows/ingest/interaction-record.ts'
import { spanFacts } from './normalise/index.ts'
import { cacheSavingOf, PRICE_SCALE, type Pricer } from '../../flows/price/index.ts'
import { printDecimal } from '../../kit/decimal.ts'

export { AssembleStage } from './assemble-stage.ts'

/** Finds the names people filter by, whatever convention a span follows. */
export const normaliseStage: Stage = {
  name: 'normalise',
  run(batch) {
    for (const span of batch.spans) spanFacts(span)
  },
}

/** Gives each call its cost, where the price of its model at its time is known. A cost the sender gave stays. */
export function priceStage(pricer: Pricer): Stage {
  return {
    name: 'price',
    run(batch) {
      for (const record of batch.interactions) {
        if (record.cost === undefined) price(pricer, batch.project, record)
      }
    },
  }
}

export function price(pricer: Pricer, project: string, record: InteractionRecord): void {
  const quote = pricer.quote(project, record)
  if (quote === undefined) return
  const saving = cacheSavingOf(quote)
  record.cost = printDecimal(quote.total, PRICE_SCALE)
  record.currency = quote.table.currency
  record.priceVersion = quote.table.version
  if (saving !== undefined) record.cacheSaved = printDecimal(saving, PRICE_SCALE)
}
