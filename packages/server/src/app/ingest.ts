/** The write flow, listed once: which bytes become records how, and what happens to the records in which order. */
import type { Stage } from '../flows/ingest/batch.ts'
import type { Decoder, SubmissionKind } from '../flows/ingest/intake.ts'
import type { Pricer } from '../flows/price/index.ts'
import { decodeOtlpLogs } from '../components/collector/otlp-logs.ts'
import { decodeOtlpMetrics } from '../components/collector/otlp-metrics.ts'
import { decodeOtlpTraces } from '../components/collector/otlp-traces.ts'
import { createRemoteWriteDecoder } from '../components/collector/remote-write.ts'
import { createScrapeDecoder } from '../components/collector/scraped.ts'
import { decodeSubmittedDecisions } from '../components/collector/submitted-decisions.ts'
import { decodeSubmittedInteractions } from '../components/collector/submitted-interactions.ts'
import { decodeSubmittedMetrics } from '../components/collector/submitted-metrics.ts'
import { decodeSubmittedTraces } from '../components/collector/submitted-traces.ts'
import { DecisionStage } from '../components/decisions/decision-stage.ts'
import { SeriesStage } from '../components/metrics/series-stage.ts'
import type { Reload } from '../flows/ingest/reload.ts'
import type { SeriesBook } from '../flows/ingest/series-book.ts'
import { isContentKey } from '../components/interactions/normalise/index.ts'
import { AssembleStage, normaliseStage, priceStage } from '../components/interactions/stages.ts'
import { AccountDecisionsStage, AccountStage, type PolicyBook, RedactStage } from '../components/privacy/index.ts'

export function createDecoders(): Readonly<Record<SubmissionKind, Decoder>> {
  return {
    'otlp-traces': decodeOtlpTraces,
    'otlp-logs': decodeOtlpLogs,
    traces: decodeSubmittedTraces,
    'ai-interactions': decodeSubmittedInteractions,
    decisions: decodeSubmittedDecisions,
    'otlp-metrics': decodeOtlpMetrics,
    metrics: decodeSubmittedMetrics,
    'remote-write': createRemoteWriteDecoder(),
    scrape: createScrapeDecoder(),
  }
}

export interface StageOptions {
  reload: Reload
  horizonNs: bigint
  series: SeriesBook
  book: PolicyBook
  pricer: Pricer
}

/**
 * Every record goes through these, in this order. Redaction stands before `assemble`, so that nothing unredacted is
 * remembered, stored or published; `account` holds what was assembled to the policy of its own organization and model. One place is
 * kept free for what comes later: sampling is last. Decisions are extracted after `price`, from every request. Metrics nobody sent are derived from the rows of traces and
 * interactions (docs/adr/0007-metrics.md), which sampling must therefore keep: what it may drop are spans and content.
 */
export function ingestStages({ reload, horizonNs, series, book, pricer }: StageOptions): Stage[] {
  return [
    normaliseStage,
    new RedactStage({ book, isContentKey }),
    new AssembleStage({ reload, horizonNs }),
    new AccountStage(book),
    priceStage(pricer),
    new DecisionStage({ reload, horizonNs }),
    new AccountDecisionsStage(book),
    new SeriesStage(series),
    // sample
  ]
}
