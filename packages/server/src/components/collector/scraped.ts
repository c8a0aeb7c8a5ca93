/**
 * What a scrape brought: one line of JSON that says whose it is, then the exposition as the target sent it. Parsed whole or
 * refused whole; either way `up` and its companions say how it went.
 */
import type { Batch } from '../../flows/ingest/batch.ts'
import type { Decoder } from '../../flows/ingest/intake.ts'
import { NO_ORIGIN, numberPoint, POINT_KIND, type PointRecord } from '../../flows/ingest/point-record.ts'
import { readScrapeBody, type ScrapeHead } from '../../flows/ingest/scrape-body.ts'
import { ExpositionError, type Family } from './exposition/exposition.ts'
import { parseOpenMetrics } from './exposition/open-metrics.ts'
import { parseTextFormat } from './exposition/text-format.ts'
import { pointsOfFamilies } from './exposition/to-points.ts'

/** Targets whose series are remembered, for `scrape_series_added`. */
const MAX_TARGETS = 2000

/** Remembers which series each target had, so it is made once per write flow. */
export function createScrapeDecoder(): Decoder {
  const series = new Map<string, Set<string>>()
  return (batch, body) => {
    const { head, exposition } = readScrapeBody(body)
    const read = head.failure === undefined ? familiesOf(head, exposition) : head.failure
    if (typeof read === 'string') return addFailure(batch, head, read)
    const timeNs = BigInt(Math.round(head.timeMs)) * 1_000_000n
    const points = pointsOfFamilies(read, {
      labels: head.labels,
      honorLabels: head.honorLabels,
      honorTimestamps: head.honorTimestamps,
      timeNs,
    })
    const samples = read.reduce((sum, family) => sum + family.samples.length, 0)
    const added = remember(series, head.target, read)
    addPoints(batch, [...points, ...report(head, timeNs, { up: 1, samples, added })])
  }
}

function familiesOf(head: ScrapeHead, exposition: Buffer): Family[] | string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(exposition)
    const families = head.format === 'open-metrics' ? parseOpenMetrics(text) : parseTextFormat(text)
    return limitProblem(families, head) ?? families
  } catch (error) {
    if (error instanceof ExpositionError) return error.message
    if (error instanceof TypeError) return 'the exposition is not UTF-8'
    throw error
  }
}

/** A breach fails the whole scrape: part of it would look complete. */
function limitProblem(families: readonly Family[], { limits, labels: own }: ScrapeHead): string | undefined {
  const samples = families.reduce((sum, family) => sum + family.samples.length, 0)
  if (limits.samples && samples > limits.samples) return `there are ${samples} samples, more than the limit of ${limits.samples}`
  for (const { samples: list } of families) {
    for (const { labels } of list) {
      const count = labels.length + own.length / 2
      if (limits.labels && count > limits.labels) return `a sample has ${count} labels, more than the limit of ${limits.labels}`
      for (const [name, value] of labels) {
        if (limits.labelNameLength && name.length > limits.labelNameLength)
          return `the name of a label is longer than ${limits.labelNameLength}`
        if (limits.labelValueLength && value.length > limits.labelValueLength)
          return `the value of a label is longer than ${limits.labelValueLength}`
      }
    }
  }
  return undefined
}

function remember(series: Map<string, Set<string>>, target: string, families: readonly Family[]): number {
  const before = series.get(target)
  const now = new Set<string>()
  for (const { samples } of families) for (const { name, labels } of samples) now.add(`${name}${JSON.stringify(labels)}`)
  series.delete(target)
  series.set(target, now)
  const [oldest] = series.keys()
  if (series.size > MAX_TARGETS && oldest !== undefined) series.delete(oldest)
  let added = 0
  for (const key of now) if (!before?.has(key)) added++
  return added
}

function addFailure(batch: Batch, head: ScrapeHead, message: string): void {
  batch.rejections.push({ index: 0, path: head.target, message })
  addPoints(batch, report(head, BigInt(Math.round(head.timeMs)) * 1_000_000n, { up: 0, samples: 0, added: 0 }))
}

function addPoints(batch: Batch, points: readonly PointRecord[]): void {
  for (const [index, point] of points.entries()) {
    point.index = index
    batch.points.push(point)
    batch.accepted++
  }
}

function report(head: ScrapeHead, timeNs: bigint, facts: { up: number; samples: number; added: number }): PointRecord[] {
  const values: [name: string, value: number, unit: string][] = [
    ['up', facts.up, ''],
    ['scrape_duration_seconds', head.durationSeconds, 's'],
    ['scrape_samples_scraped', facts.samples, ''],
    ['scrape_samples_post_metric_relabeling', facts.samples, ''],
    ['scrape_series_added', facts.added, ''],
  ]
  return values.map(([name, value, unit]) =>
    numberPoint({ name, kind: POINT_KIND.gauge, unit, description: '', origin: NO_ORIGIN, tags: head.labels }, timeNs, value),
  )
}
