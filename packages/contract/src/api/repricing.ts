/** Pricing stored calls again: first what would change, then, when somebody says so, the change. */
import { z } from 'zod'
import { decimalText, isoTime } from '../records/common.ts'
import { searchText, timeText } from './common.ts'
import { route } from './route.ts'

const tag = 'Prices'

export const newRepricing = z
  .object({
    from: timeText,
    to: timeText,
    q: searchText.meta({ description: 'Only calls that this search finds' }),
  })
  .meta({ id: 'NewRepricing' })
export type NewRepricing = z.output<typeof newRepricing>

const sumBefore = z.object({
  currency: z.string(),
  before: decimalText,
  after: decimalText,
  difference: decimalText,
})

export const repricingDifference = z
  .object({
    calls: z.number().int().meta({ description: 'Calls looked at' }),
    kept: z.number().int().meta({ description: 'Calls whose cost the sender named: they are left alone' }),
    changed: z.number().int().meta({ description: 'Calls with another cost, newly priced ones and lost ones included' }),
    newlyPriced: z.number().int().meta({ description: 'Had no cost and get one' }),
    lost: z.number().int().meta({ description: 'Had a cost, and there is no price for them now: they keep it' }),
    sums: z.array(sumBefore).meta({ description: 'Of the calls that change, by currency' }),
    models: z.array(
      sumBefore
        .extend({ provider: z.string(), model: z.string(), changed: z.number().int() })
        .meta({ description: 'Largest difference first' }),
    ),
  })
  .meta({ id: 'RepricingDifference' })
export type RepricingDifference = z.infer<typeof repricingDifference>

export const repricing = z
  .object({
    id: z.string(),
    from: isoTime,
    to: isoTime,
    q: z.string(),
    state: z.enum(['comparing', 'compared', 'writing', 'done', 'cancelled', 'failed']),
    progress: z.number().meta({ description: '0 to 1' }),
    difference: repricingDifference.nullable().meta({ description: 'Of what was looked at so far' }),
    written: z.number().int(),
    error: z.string().nullable(),
    createdBy: z.string(),
    createdAt: isoTime,
    updatedAt: isoTime,
  })
  .meta({ id: 'Repricing' })
export type Repricing = z.infer<typeof repricing>

const idParams = z.object({ id: z.string().min(1).max(64) })

export const createRepricing = route({
  id: 'createRepricing',
  method: 'POST',
  path: '/api/v1/prices/repricings',
  tag,
  summary: 'Work out what pricing a range of calls again would change; nothing is written',
  body: newRepricing,
  answer: repricing,
  scope: 'write',
})

export const listRepricings = route({
  id: 'listRepricings',
  method: 'GET',
  path: '/api/v1/prices/repricings',
  tag,
  summary: 'The latest repricings, newest first',
  answer: z.object({ items: z.array(repricing), nextCursor: z.null() }).meta({ id: 'RepricingList' }),
  scope: 'read',
})

export const getRepricing = route({
  id: 'getRepricing',
  method: 'GET',
  path: '/api/v1/prices/repricings/:id',
  tag,
  summary: 'How far a repricing is, and the difference it makes',
  params: idParams,
  answer: repricing,
  scope: 'read',
})

export const applyRepricing = route({
  id: 'applyRepricing',
  method: 'POST',
  path: '/api/v1/prices/repricings/:id/apply',
  tag,
  summary: 'Write what was compared; calls are priced by the tables of now',
  params: idParams,
  answer: repricing,
  scope: 'write',
  problems: [409],
})

export const cancelRepricing = route({
  id: 'cancelRepricing',
  method: 'DELETE',
  path: '/api/v1/prices/repricings/:id',
  tag,
  summary: 'Stop a repricing; what is written stays written',
  params: idParams,
  answer: repricing,
  scope: 'write',
})

export const repricingRoutes = [createRepricing, listRepricings, getRepricing, applyRepricing, cancelRepricing] as const
