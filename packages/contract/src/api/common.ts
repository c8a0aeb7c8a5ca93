import { z } from 'zod'

/** `2026-03-11T12:00:00Z`, `now`, or `now-1h` with s, m, h, d, w. */
export const timeText = z
  .string()
  .regex(/^(now([-+]\d{1,6}[smhdw])?|\d{4}-\d{2}-\d{2}([T ].*)?|\d{10,19})$/, 'must be an ISO 8601 time, now, or now-1h (s, m, h, d, w)')
  .meta({ description: 'ISO 8601 time, epoch milliseconds, `now`, or `now-1h`', examples: ['now-1h'] })

export const range = z.object({
  from: timeText.optional().meta({ description: 'Start of the range, included. Default: now-24h' }),
  to: timeText.optional().meta({ description: 'End of the range, not included. Default: now' }),
})

export const page = range.extend({
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  cursor: z.string().max(1024).optional().meta({ description: 'nextCursor of the page before' }),
})

export const searchText = z.string().max(4096).optional().meta({ description: 'Search language: words, "phrases", field:value, field:>2s, -field:value, value*' })

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string().optional(),
    requestId: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof problem>

/** What every submit endpoint answers once the records are stored. */
export const submitAnswer = z
  .object({
    accepted: z.number().int(),
    rejected: z.number().int(),
    errors: z.array(z.object({ index: z.number().int(), path: z.string(), message: z.string() })),
  })
  .meta({ id: 'SubmitAnswer' })
export type SubmitAnswer = z.infer<typeof submitAnswer>
