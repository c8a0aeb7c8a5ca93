/** One scrape: fetch, hand the bytes to the write flow, and know how it went. */
import { type ScrapeState, secondsOf } from '@relayscope/contract'
import type { Intake } from '../../flows/ingest/intake.ts'
import type { Clock } from '../../kit/clock.ts'
import { FetchError } from '../../kit/fetch-outside.ts'
import { fetchExposition } from './fetch-exposition.ts'
import { type ScrapeHead, scrapeBody } from '../../flows/ingest/scrape-body.ts'
import type { TargetRecord } from './store.ts'

export const NOT_YET: ScrapeState = { health: 'unknown', lastScrape: null, lastError: null, durationMs: null, samples: null }

/** Points that say how the scrape went: they are no samples of the target. */
const OWN_POINTS = 5

export async function scrapeOnce(record: TargetRecord, intake: Intake, clock: Clock): Promise<ScrapeState> {
  const timeMs = clock.nowMs()
  const started = clock.nowNs()
  const fetched = await fetchOf(record)
  const durationMs = Number(clock.nowNs() - started) / 1e6
  const failure = fetched instanceof FetchError ? fetched.message : undefined
  const head = headOf(record, timeMs, durationMs, fetched instanceof FetchError ? 'text' : fetched.format, failure)
  const receipt = await intake.submit({
    project: record.project,
    kind: 'scrape',
    format: 'text',
    compression: 'none',
    body: scrapeBody(head, fetched instanceof FetchError ? new Uint8Array(0) : fetched.body),
  })
  const refused = receipt.outcome !== 'stored' && receipt.outcome !== 'repeated' ? (receipt.message ?? receipt.outcome) : undefined
  const problem = failure ?? refused ?? receipt.errors[0]?.message
  const whole = failure === undefined && refused === undefined && !receipt.errors.some(({ path }) => path === record.id)
  return {
    health: whole ? 'up' : 'down',
    lastScrape: new Date(timeMs).toISOString(),
    lastError: problem ?? null,
    durationMs,
    samples: whole ? Math.max(0, receipt.accepted - OWN_POINTS) : 0,
  }
}

async function fetchOf({ target, authorization }: TargetRecord): Promise<Awaited<ReturnType<typeof fetchExposition>> | FetchError> {
  try {
    return await fetchExposition({
      url: target.url,
      timeoutMs: secondsOf(target.timeout) * 1000,
      maxBytes: target.bodyBytesLimit,
      fallbackFormat: target.fallbackFormat,
      authorization: authorization && headerOf(authorization),
    })
  } catch (error) {
    if (error instanceof FetchError) return error
    return new FetchError('the target could not be read')
  }
}

function headerOf(authorization: NonNullable<TargetRecord['authorization']>): string {
  if (authorization.type === 'bearer') return `Bearer ${authorization.token}`
  return `Basic ${Buffer.from(`${authorization.username}:${authorization.password}`, 'utf8').toString('base64')}`
}

function headOf(
  { id, target }: TargetRecord,
  timeMs: number,
  durationMs: number,
  format: ScrapeHead['format'],
  failure: string | undefined,
): ScrapeHead {
  const [, , host = ''] = target.url.split(/[/?]/)
  const labels = new Map(Object.entries({ job: target.job, instance: host, ...target.labels }))
  return {
    target: id,
    labels: [...labels].flat(),
    format,
    honorLabels: target.honorLabels,
    honorTimestamps: target.honorTimestamps,
    timeMs,
    durationSeconds: durationMs / 1000,
    limits: {
      ...(target.sampleLimit === undefined ? {} : { samples: target.sampleLimit }),
      ...(target.labelLimit === undefined ? {} : { labels: target.labelLimit }),
      ...(target.labelNameLengthLimit === undefined ? {} : { labelNameLength: target.labelNameLengthLimit }),
      ...(target.labelValueLengthLimit === undefined ? {} : { labelValueLength: target.labelValueLengthLimit }),
    },
    ...(failure === undefined ? {} : { failure }),
  }
}
