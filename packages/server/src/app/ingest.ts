/** The write flow, listed once: which bytes become records how, and what happens to the records in which order. */
import type { Stage } from '../flows/ingest/batch.ts'
import type { Decoder, SubmissionKind } from '../flows/ingest/intake.ts'
import type { Reload } from '../flows/ingest/reload.ts'
import { decodeOtlpLogs } from '../components/collector/otlp-logs.ts'
import { decodeOtlpMetrics } from '../components/collector/otlp-metrics.ts'
import { decodeOtlpTraces } from '../components/collector/otlp-traces.ts'
import { decodeRemoteWrite } from '../components/collector/remote-write.ts'
import { createScrapeDecoder } from '../components/collector/scraped.ts'
import { decodeSubmittedDecisions } from '../components/collector/submitted-decisions.ts'
import { decodeSubmittedInteractions } from '../components/collector/submitted-interactions.ts'
import { decodeSubmittedMetrics } from '../components/collector/submitted-metrics.ts'
import { decodeSubmittedTraces } from '../components/collector/submitted-traces.ts'
import { DecisionStage } from '../components/decisions/decision-stage.ts'
import { SeriesStage } from '../components/metrics/series-stage.ts'
import type { SeriesBook } from '../flows/ingest/series-book.ts'
import { AssembleStage, normaliseStage, priceStage } from '../components/interactions/stages.ts'

export function createDecoders(): Readonly<Record<SubmissionKind, Decoder>> {
  return {
    'otlp-traces': decodeOtlpTraces,
    'otlp-logs': decodeOtlpLogs,
    traces: decodeSubmittedTraces,
    'ai-interactions': decodeSubmittedInteractions,
    decisions: decodeSubmittedDecisions,
    'otlp-metrics': decodeOtlpMetrics,
    metrics: decodeSubmittedMetrics,
    'remote-write': decodeRemoteWrite,
    scrape: createScrapeDecoder(),
  }
}

export interface StageOptions {
  reload: Reload
  horizonNs: bigint
  series: SeriesBook
}

/**
 * Every record goes through these, in this order. Two places are kept free for what comes later:
 * redaction stands before `assemble`, so that nothing unredacted is remembered, stored or published; sampling is last.
 * Decisions are extracted after `price`, from every request. Metrics nobody sent are derived from the rows of traces and
 * interactions (docs/adr/0007-metrics.md), which sampling must therefore keep: what it may drop are spans and content.
 */
export function ingestStages({ reload, horizonNs, series }: StageOptions): Stage[] {
  return [
    normaliseStage,
    // redact
    new AssembleStage({ reload, horizonNs }),
    priceStage(),
    new DecisionStage({ reload, horizonNs }),
    new SeriesStage(series),
    // sample
  ]
}
