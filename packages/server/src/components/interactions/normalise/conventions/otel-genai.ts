/** OpenTelemetry's semantic conventions for generative AI, old and new, by whoever writes them. */
import { genAiRole, namesModel, readGenAi } from '../gen-ai.ts'
import type { Convention } from './convention.ts'

export const otelGenAi: Convention = {
  name: 'otel',
  accepts: ({ attributes }) => attributes.keys.some((key) => key.startsWith('gen_ai.')),
  role: genAiRole,
  evidence: (span) => (namesModel(span) ? 'model' : ''),
  read: (span) => readGenAi(span),
}
