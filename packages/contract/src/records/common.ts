import { z } from 'zod'

/** An instant as ISO 8601 text with a zone; answers are always UTC and end in `Z`. */
export const isoTime = z.iso
  .datetime({ offset: true })
  .meta({ description: 'ISO 8601 time with zone', examples: ['2026-03-11T12:05:32.100Z'] })

/** A length of time in milliseconds; fractions carry what is finer than a millisecond. */
export const milliseconds = z.number().min(0).meta({ description: 'milliseconds' })

/** A count of tokens. */
export const tokenCount = z.number().int().min(0).max(1e12)

/** A trace id: 32 hex digits; a UUID is accepted and its dashes are dropped. */
export const traceId = z
  .string()
  .transform((id) => id.replaceAll('-', '').toLowerCase())
  .pipe(z.string().regex(/^(?!0{32})[0-9a-f]{32}$/, 'must be 32 hex digits or a UUID, and not all zero'))
  .meta({ description: '32 lower-case hex digits; a UUID is accepted', examples: ['4bf92f3577b34da6a3ce929d0e0e4736'] })

/** A span id: 16 hex digits from OpenTelemetry, or any short text the sender chose. */
export const spanId = z.string().min(1).max(256)

/** A name or an id that people filter by. Longer text belongs in tags. */
export const shortText = z.string().max(4096)

/** Free attributes. Values are text; what came as another type is written as JSON. */
export const tags = z.record(z.string(), z.string())

export const errorDetails = z
  .looseObject({
    message: z.string(),
    code: z.string().optional(),
    stack: z.string().optional(),
    type: z.string().optional(),
  })
  .meta({ id: 'ErrorDetails' })
export type ErrorDetails = z.infer<typeof errorDetails>

/** A decimal number as text, exact: money never passes through a float. */
export const decimalText = z
  .string()
  .regex(/^-?\d{1,20}(\.\d{1,30})?$/)
  .meta({ description: 'exact decimal as text', examples: ['0.0725'] })

export const currencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/)
  .meta({ description: 'ISO 4217 code', examples: ['USD'] })

/** A length of time as people write it. */
export const windowText = z
  .string()
  .regex(/^[1-9]\d{0,5}[smhdw]$/, 'must be a number and s, m, h, d or w, for example 5m')
  .meta({ description: 'Length of time: a number and s, m, h, d or w', examples: ['5m'] })

/** What privacy rules took out of a record, by class and count. */
export const redaction = z
  .object({ class: z.string(), count: z.number().int().min(1), policy: z.string().optional() })
  .meta({ id: 'Redaction' })
export type Redaction = z.infer<typeof redaction>
