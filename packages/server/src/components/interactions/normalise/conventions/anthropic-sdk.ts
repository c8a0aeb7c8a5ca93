/** Anthropic's own library: it records each request once a global tracer provider exists, without text. Input tokens include cached ones. */
import { genAiRole, readGenAi } from '../gen-ai.ts'
import type { Convention } from './convention.ts'

export const anthropicSdk: Convention = {
  name: 'anthropic-sdk',
  accepts: ({ origin }) => origin.scope.startsWith('com.anthropic.'),
  role: genAiRole,
  read(span) {
    const reading = readGenAi(span)
    // The library writes the flag for streams and leaves it out for the rest.
    return { ...reading, provider: reading.provider || 'anthropic', streaming: reading.streaming ?? false }
  },
}
