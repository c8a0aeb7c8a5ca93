/**
 * Classic histograms, which remote-write sends as separate series (`x_bucket` by `le`, `x_sum`, `x_count`), put together
 * as a scrape would have read them. Senders cut requests anywhere: parts without the rest stay counters of their own
 * names, and the next whole one says all that was counted meanwhile.
 */
import { createHash } from 'node:crypto'
import type { Batch } from '../../../flows/ingest/batch.ts'
import type { PointRecord } from '../../../flows/ingest/point-record.ts'
import { checkBuckets } from '../exposition/bucket-rules.ts'
import type { Family, Labels, Sample } from '../exposition/exposition.ts'
import { LineError } from '../exposition/line-reader.ts'
import { pointsOfFamilies, type TargetSide } from '../exposition/to-points.ts'
import { countWritten, exemplarsOf, labelProblem, msNs, type WrittenSample, type WrittenSeries } from './written.ts'

/** Histograms whose number of buckets is remembered. */
const MAX_REMEMBERED = 20_000
const PART = /^(.+)_(bucket|sum|count)$/
/** What is sent has its labels already. */
const SENDER: TargetSide = { labels: [], honorLabels: true, honorTimestamps: true, timeNs: 0n }

/** One histogram at one time. */
interface Group {
  /** Without `le`, behind the name. */
  labels: string
  family: Family
  buckets: number
  /** Which samples of which series it is made of. */
  parts: { at: number; sample: WrittenSample }[]
}

/** Puts whole histograms into the batch and takes their samples out of the series. */
export class HistogramJoiner {
  private readonly bucketsOf = new Map<string, number>()

  join(batch: Batch, list: readonly WrittenSeries[]): void {
    const pointOf = new Map<WrittenSample, PointRecord>()
    for (const group of groupsOf(list)) {
      if (!isWhole(group.family) || this.isCut(batch.project, group)) continue
      const [point] = pointsOfFamilies([group.family], SENDER)
      if (!point) continue
      const [first] = group.parts
      point.index = first?.at ?? 0
      point.path = `timeseries[${point.index}]`
      point.startNs = msNs(first?.sample.startMs || list[point.index]?.startMs || 0)
      batch.points.push(point)
      for (const { sample } of group.parts) {
        countWritten(batch, 'samples')
        batch.accepted++
        pointOf.set(sample, point)
      }
    }
    if (pointOf.size > 0) for (const series of list) takeOut(batch, series, pointOf)
  }

  /** The counts of the buckets add up in a histogram that lacks its lowest ones too; it had more of them the time before. */
  private isCut(project: string, { labels, buckets }: Group): boolean {
    // Labels can be long; what is remembered of them is not.
    const key = createHash('sha1')
      .update(JSON.stringify([project, labels]))
      .digest('base64')
    const before = this.bucketsOf.get(key) ?? 0
    this.bucketsOf.delete(key)
    this.bucketsOf.set(key, buckets)
    const [oldest] = this.bucketsOf.keys()
    if (this.bucketsOf.size > MAX_REMEMBERED && oldest !== undefined) this.bucketsOf.delete(oldest)
    return buckets < before
  }
}

/** What is left of the series stays a counter. Exemplars go where its newest sample went. */
function takeOut(batch: Batch, series: WrittenSeries, pointOf: ReadonlyMap<WrittenSample, PointRecord>): void {
  const newest = series.samples.at(-1)
  const point = newest && pointOf.get(newest)
  series.samples = series.samples.filter((sample) => !pointOf.has(sample))
  if (!point || series.samples.length > 0) return
  point.exemplars = [...point.exemplars, ...exemplarsOf(batch, series)]
  series.exemplars = []
}

function groupsOf(list: readonly WrittenSeries[]): Iterable<Group> {
  const groups = new Map<string, Group>()
  if (!list.some(({ labels }) => nameOf(labels).endsWith('_bucket'))) return []
  for (const [at, series] of list.entries()) {
    const [name = '', base, part] = PART.exec(nameOf(series.labels)) ?? []
    if (base === undefined || labelProblem(series.labels) !== undefined) continue
    const labels = pairsOf(series.labels)
    const le = labels.find(([label]) => label === 'le')?.[1]
    if (part === 'bucket' ? !isBound(le) : le !== undefined) continue
    const key = JSON.stringify([base, ...labels.filter(([label]) => label !== 'le').sort(([left], [right]) => (left < right ? -1 : 1))])
    for (const sample of series.samples) {
      if (!Number.isFinite(sample.value)) continue
      const place = `${sample.timestampMs} ${key}`
      let group = groups.get(place)
      if (!group) {
        const family: Family = { name: base, type: 'histogram', help: series.help, unit: series.unit, samples: [] }
        groups.set(place, (group = { labels: key, family, buckets: 0, parts: [] }))
      }
      if (part === 'bucket') group.buckets++
      group.parts.push({ at, sample })
      group.family.samples.push(sampleOf(name, labels, sample))
    }
  }
  return groups.values()
}

function sampleOf(name: string, labels: Labels, { value, timestampMs }: WrittenSample): Sample {
  return { name, labels, value, timestampMs, exemplar: undefined }
}

/** Without a sum, its average would be none. */
function isWhole(family: Family): boolean {
  if (!family.samples.some(({ name }) => name.endsWith('_sum'))) return false
  family.samples.sort((left, right) => boundOf(left) - boundOf(right))
  try {
    checkBuckets(family)
    return true
  } catch (error) {
    if (error instanceof LineError) return false
    throw error
  }
}

function isBound(le: string | undefined): boolean {
  return le === '+Inf' || (le !== undefined && le !== '' && Number.isFinite(Number(le)))
}

/** What is no bucket comes behind them all. */
function boundOf({ labels }: Sample): number {
  const le = labels.find(([label]) => label === 'le')?.[1]
  return le === undefined || le === '+Inf' ? Number.MAX_VALUE : Number(le)
}

function nameOf(labels: readonly string[]): string {
  for (let at = 0; at < labels.length; at += 2) if (labels[at] === '__name__') return labels[at + 1] as string
  return ''
}

function pairsOf(labels: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at < labels.length; at += 2) {
    if (labels[at] !== '__name__') pairs.push([labels[at] as string, labels[at + 1] as string])
  }
  return pairs
}
