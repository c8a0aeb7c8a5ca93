import { z } from 'zod'
import { windowText } from './common.ts'

export const aggregationType = z.enum(['count', 'sum', 'avg', 'min', 'max', 'percentile'])

/** What a metric is, and how it is shown. Its values are points under its name. */
export const metric = z
  .object({
    name: z
      .string()
      .min(1)
      .max(256)
      .meta({ examples: ['api.latency'] }),
    description: z.string().max(4096).optional(),
    unit: z.string().max(64).optional(),
    aggregationType,
    aggregationWindow: windowText.optional(),
    dimensions: z.array(z.string().max(256)).max(64).meta({ description: 'Names of the tags it can be grouped by' }),
    displayName: z.string().max(256).optional(),
    category: z.string().max(256).optional(),
    visualization: z.enum(['line', 'bar', 'gauge', 'table']).optional(),
  })
  .meta({ id: 'Metric' })
export type Metric = z.infer<typeof metric>
