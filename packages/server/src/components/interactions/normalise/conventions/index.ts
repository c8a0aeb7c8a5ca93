/** The conventions in the order they are tried: the particular ones first, since most of them carry `gen_ai.*` keys too. */
import type { SpanRecord } from '../../../../flows/ingest/records.ts'
import { aiSdk, aiSdk7 } from './ai-sdk.ts'
import { anthropicSdk } from './anthropic-sdk.ts'
import type { Convention } from './convention.ts'
import { langfuse } from './langfuse.ts'
import { liteLlm } from './litellm.ts'
import { logfire } from './logfire.ts'
import { openInference } from './openinference.ts'
import { openLit } from './openlit.ts'
import { otelGenAi } from './otel-genai.ts'
import { traceloop } from './traceloop.ts'

export const CONVENTIONS: readonly Convention[] = [
  anthropicSdk,
  aiSdk,
  aiSdk7,
  langfuse,
  openInference,
  liteLlm,
  logfire,
  openLit,
  traceloop,
  otelGenAi,
]

export function conventionOf(span: SpanRecord): Convention | undefined {
  return CONVENTIONS.find((convention) => convention.accepts(span))
}
