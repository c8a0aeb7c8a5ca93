/** The write flow, listed once: which bytes become records how, and what happens to the records in which order. */
import type { Stage } from '../flows/ingest/batch.ts'
import type { Decoder, SubmissionKind } from '../flows/ingest/intake.ts'
import type { Reload } from '../flows/ingest/reload.ts'
import { decodeOtlpLogs } from '../components/collector/otlp-logs.ts'
import { decodeOtlpTraces } from '../components/collector/otlp-traces.ts'
import { decodeSubmittedInteractions } from '../components/collector/submitted-interactions.ts'
import { decodeSubmittedTraces } from '../components/collector/submitted-traces.ts'
import { AssembleStage, normaliseStage, priceStage } from '../components/interactions/stages.ts'

export const decoders: Readonly<Record<SubmissionKind, Decoder>> = {
  'otlp-traces': decodeOtlpTraces,
  'otlp-logs': decodeOtlpLogs,
  traces: decodeSubmittedTraces,
  'ai-interactions': decodeSubmittedInteractions,
}

export interface StageOptions {
  reload: Reload
  horizonNs: bigint
}

/**
 * Every record goes through these, in this order. Three places are kept free for what comes later:
 * redaction stands before `assemble`, so that nothing unredacted is remembered, stored or published; decisions and
 * metrics are derived after `price`, from every request; sampling is last, because what it drops must have been counted.
 */
export function ingestStages({ reload, horizonNs }: StageOptions): Stage[] {
  return [
    normaliseStage,
    // redact
    new AssembleStage({ reload, horizonNs }),
    priceStage(),
    // extract decisions, derive metrics, sample
  ]
}
