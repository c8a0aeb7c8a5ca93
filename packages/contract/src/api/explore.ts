/** What the lists of every kind of record have in common: filters, facets, counts. */
import { z } from 'zod'
import { range, searchText } from './common.ts'

export const explore = range.extend({ q: searchText })

/** One of the values a field has, in the form that can stand after `field:` in a search. */
export const facetValue = z.object({
  value: z.string().meta({ description: 'As written after `field:`. A range such as `100ms..1s` for a number' }),
  count: z.number().int(),
})

export const facet = z
  .object({
    field: z.string(),
    values: z.array(facetValue).meta({ description: 'Most frequent first; ranges of a number in their own order' }),
    more: z.boolean().meta({ description: 'There are more values than these' }),
  })
  .meta({ id: 'Facet' })
export type Facet = z.infer<typeof facet>

export const facetsQuery = explore.extend({
  fields: z
    .string()
    .max(1024)
    .optional()
    .meta({
      description:
        'Names of fields, with commas between; `tags.<key>` for an attribute, `tagKeys` for the attributes there are. Default: the fields of the filter panel',
      examples: ['status,provider,model'],
    }),
  prefix: z.string().max(200).optional().meta({ description: 'Only values that start with this, whatever the case: for suggestions' }),
  limit: z.coerce.number().int().min(1).max(100).default(10).meta({ description: 'Values per field' }),
})

export const facetsAnswer = z
  .object({
    facets: z.array(facet),
    sampled: z.boolean().meta({ description: 'true when the range was too large to count whole and the newest part of it was counted' }),
  })
  .meta({ id: 'Facets' })
export type FacetsAnswer = z.infer<typeof facetsAnswer>

export const countAnswer = z
  .object({
    count: z.number().int(),
    capped: z.boolean().meta({ description: 'true: there are at least this many; counting stopped there' }),
  })
  .meta({ id: 'Count' })
export type CountAnswer = z.infer<typeof countAnswer>

/** The wanted number of steps of a chart over time; the server chooses a round step near it. */
export const stepCount = z.coerce.number().int().min(1).max(500)
