import { z } from 'zod'
import { isoTime, shortText, tags } from './common.ts'

/** One measurement of one thing at one time. */
export const telemetryPoint = z
  .object({
    id: z.string().min(1).max(256).meta({ description: 'Sent again under the same id, it is still one point' }),
    timestamp: isoTime,
    source: shortText.meta({ description: 'The process or host that measured' }),
    component: shortText,
    requestId: shortText.optional(),
    userId: shortText.optional(),
    organizationId: shortText.optional(),
    name: z
      .string()
      .min(1)
      .max(256)
      .meta({ description: 'Dotted, from the general to the particular', examples: ['api.latency'] }),
    value: z.union([z.number(), z.string().max(4096), z.boolean()]),
    unit: z
      .string()
      .max(64)
      .optional()
      .meta({ description: 'UCUM where there is one', examples: ['ms', 'By', '1'] }),
    tags: tags.default({}),
  })
  .meta({ id: 'TelemetryPoint' })
export type TelemetryPoint = z.infer<typeof telemetryPoint>
