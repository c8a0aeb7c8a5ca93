/** This room's stages of the write flow. */
import type { Stage } from '../../flows/ingest/batch.ts'
import { spanFacts } from './normalise/index.ts'
import { bundledPricer } from './price/index.ts'

export { AssembleStage } from './assemble-stage.ts'

/** Finds the names people filter by, whatever convention a span follows. */
export const normaliseStage: Stage = {
  name: 'normalise',
  run(batch) {
    for (const span of batch.spans) spanFacts(span)
  },
}

/** Gives each call its cost, where the price of its model at its time is known. A cost the sender gave stays. */
export function priceStage(): Stage {
  const pricer = bundledPricer()
  return {
    name: 'price',
    run(batch) {
      for (const record of batch.interactions) if (record.cost === undefined) pricer.price(record)
    },
  }
}
