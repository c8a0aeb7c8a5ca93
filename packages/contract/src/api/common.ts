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

export const searchText = z
  .string()
  .max(4096)
  .optional()
  .meta({ description: 'Search language: words, "phrases", field:value, field:>2s, -field:value, value*' })

/** `name=a=1&name=b=2`: a parameter that may stand several times, each time with a key and a value. */
export function pairs(description: string) {
  return z
    .union([z.string().max(2048), z.array(z.string().max(2048)).max(20)])
    .optional()
    .transform((given) => pairsOf(given === undefined ? [] : [given].flat()))
    .meta({ description })
}

function pairsOf(texts: readonly string[]): Record<string, string[]> {
  const found: Record<string, string[]> = {}
  for (const text of texts) {
    const at = text.indexOf('=')
    if (at <= 0) continue
    const key = text.slice(0, at)
    found[key] = [...(found[key] ?? []), text.slice(at + 1)]
  }
  return found
}

/** Something that is wrong with a request, and where. */
const mistake = z.object({
  path: z.string().meta({ description: 'The field, or the query parameter; empty for the whole' }),
  message: z.string(),
  index: z.number().int().optional().meta({ description: 'Place of the record in a submission, from 0' }),
})

/** RFC 9457, with a code that programs can rely on. docs/reference/errors.md lists the codes. */
export const problem = z
  .object({
    type: z.string().meta({ description: 'Where the code is explained, relative to the server' }),
    title: z.string(),
    status: z.number().int(),
    code: z.string().meta({ description: 'Stable; see the error reference' }),
    detail: z.string().meta({ description: 'For people; the wording may change' }),
    instance: z.string().optional(),
    requestId: z.string().optional().meta({ description: 'Under which the log of the server has more' }),
    errors: z.array(mistake).optional(),
    accepted: z.number().int().optional().meta({ description: 'Of a submission: 0' }),
    rejected: z.number().int().optional(),
  })
  .meta({
    id: 'Problem',
    examples: [
      {
        type: '/docs/errors#invalid_request',
        title: 'The request breaks the schema',
        status: 422,
        code: 'invalid_request',
        detail: 'the query is not what this endpoint takes: limit: Too small: expected number to be >=1',
        requestId: '0f9c5c5e-6f0a-4f3c-9f0e-0d7c1d1f8f11',
        errors: [{ path: 'limit', message: 'Too small: expected number to be >=1' }],
      },
    ],
  })
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
