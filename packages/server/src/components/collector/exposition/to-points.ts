/** Families of an exposition into points of the target they were fetched from. */
import { type Exemplar, NONE, numberPoint, POINT_KIND, type PointOrigin, type PointRecord } from '../../../flows/ingest/point-record.ts'
import type { Family, Labels, Sample } from './exposition.ts'

export interface TargetSide {
  /** Labels of the target itself: key, value, key, value. */
  labels: readonly string[]
  /** Whether a label the target sends keeps its name where the target itself has one of that name. */
  honorLabels: boolean
  honorTimestamps: boolean
  timeNs: bigint
}

const MAX_BUCKETS = 1024

/** Values that are no number (a summary without observations) are passed over: there is nothing to store of them. */
export function pointsOfFamilies(families: readonly Family[], side: TargetSide): PointRecord[] {
  const writer = new Writer(side)
  for (const family of families) writer.add(family)
  return writer.points
}

interface Bucketed {
  labels: Labels
  timestampMs: number | undefined
  buckets: [bound: number, count: number][]
  count: number | undefined
  sum: number | undefined
  createdNs: bigint
  quantiles: [quantile: string, value: number][]
  exemplars: Exemplar[]
}

class Writer {
  readonly points: PointRecord[] = []
  private readonly side: TargetSide
  private readonly own: ReadonlySet<string>
  private readonly origin: PointOrigin

  constructor(side: TargetSide) {
    this.side = side
    this.own = new Set(side.labels.filter((_, at) => at % 2 === 0))
    this.origin = { tags: side.labels, resource: '' }
  }

  add(family: Family): void {
    switch (family.type) {
      case 'histogram':
      case 'gaugehistogram':
      case 'summary':
        for (const group of grouped(family)) this.addGroup(family, group)
        return
      case 'counter':
        return this.addCounters(family)
      default:
        for (const sample of family.samples) this.addNumber(family, sample, POINT_KIND.gauge)
    }
  }

  private addCounters(family: Family): void {
    const created = new Map(
      family.samples
        .filter(({ name }) => name.endsWith('_created'))
        .map((sample) => [JSON.stringify(sample.labels), secondsNs(sample.value)]),
    )
    for (const sample of family.samples) {
      if (family.name !== sample.name && sample.name.endsWith('_created')) continue
      const point = this.addNumber(family, sample, POINT_KIND.counter)
      if (point) point.startNs = created.get(JSON.stringify(sample.labels)) ?? 0n
    }
  }

  private addNumber(family: Family, sample: Sample, kind: typeof POINT_KIND.gauge | typeof POINT_KIND.counter): PointRecord | undefined {
    if (!Number.isFinite(sample.value)) return undefined
    const point = numberPoint(this.parts(family, sample.name, kind, sample.labels), this.timeOf(sample.timestampMs), sample.value)
    if (sample.exemplar) point.exemplars = [this.exemplarOf(sample)].filter((each) => each !== undefined)
    this.points.push(point)
    return point
  }

  private addGroup(family: Family, group: Bucketed): void {
    for (const [quantile, value] of group.quantiles) {
      if (!Number.isFinite(value)) continue
      const labels = [...group.labels, ['quantile', quantile] as const]
      this.points.push(
        numberPoint(this.parts(family, `${family.name}.quantile`, POINT_KIND.gauge, labels), this.timeOf(group.timestampMs), value),
      )
    }
    // Without a count nothing can be said of how many there were.
    if (group.count === undefined || !Number.isFinite(group.count)) return
    const kind = family.type === 'gaugehistogram' ? POINT_KIND.deltaHistogram : POINT_KIND.histogram
    const point = numberPoint(this.parts(family, family.name, kind, group.labels), this.timeOf(group.timestampMs), finite(group.sum))
    point.startNs = group.createdNs
    point.count = Math.max(0, Math.round(group.count))
    const bounded = group.buckets.filter(([bound]) => Number.isFinite(bound)).sort(([left], [right]) => left - right)
    if (bounded.length > 0 && bounded.length <= MAX_BUCKETS) {
      point.bounds = bounded.map(([bound]) => bound)
      point.counts = separated([...bounded.map(([, count]) => count), group.count])
    }
    point.exemplars = group.exemplars
    this.points.push(point)
  }

  private exemplarOf(sample: Sample): Exemplar | undefined {
    return sample.exemplar && exemplarOf(sample.exemplar, this.timeOf(sample.exemplar.timestampMs))
  }

  private parts(family: Family, name: string, kind: PointRecord['parts']['kind'], labels: Labels): PointRecord['parts'] {
    const tags: string[] = []
    for (const [label, value] of labels) {
      const renamed = this.own.has(label) && !this.side.honorLabels ? `exported_${label}` : label
      if (value !== '') tags.push(renamed, value)
    }
    return { name, kind, unit: family.unit, description: family.help, origin: this.origin, tags }
  }

  private timeOf(timestampMs: number | undefined): bigint {
    if (timestampMs === undefined || !this.side.honorTimestamps || !Number.isFinite(timestampMs)) return this.side.timeNs
    return BigInt(Math.round(timestampMs * 1000)) * 1000n
  }
}

function grouped(family: Family): Bucketed[] {
  const groups = new Map<string, Bucketed>()
  for (const sample of family.samples) {
    const labels = sample.labels.filter(([label]) => label !== 'le' && label !== 'quantile')
    const key = JSON.stringify([sample.timestampMs ?? null, [...labels].sort(([left], [right]) => (left < right ? -1 : 1))])
    let group = groups.get(key)
    if (!group) {
      group = {
        labels,
        timestampMs: sample.timestampMs,
        buckets: [],
        count: undefined,
        sum: undefined,
        createdNs: 0n,
        quantiles: [],
        exemplars: [],
      }
      groups.set(key, group)
    }
    addTo(group, family, sample)
  }
  return [...groups.values()]
}

function addTo(group: Bucketed, family: Family, sample: Sample): void {
  const suffix = sample.name.slice(family.name.length)
  const label = (wanted: string): string => sample.labels.find(([each]) => each === wanted)?.[1] ?? ''
  if (suffix === '_bucket') {
    const le = label('le')
    group.buckets.push([le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le), sample.value])
    if (sample.exemplar)
      group.exemplars.push(
        exemplarOf(sample.exemplar, BigInt(Math.round((sample.exemplar.timestampMs ?? sample.timestampMs ?? 0) * 1000)) * 1000n),
      )
    // OpenMetrics allows buckets without a count; the last one says it.
    if (le === '+Inf') group.count ??= sample.value
  } else if (suffix === '_count' || suffix === '_gcount') group.count = sample.value
  else if (suffix === '_sum' || suffix === '_gsum') group.sum = sample.value
  else if (suffix === '_created') group.createdNs = secondsNs(sample.value)
  else if (suffix === '') group.quantiles.push([label('quantile'), sample.value])
}

/** Each bucket of the exposition holds all below it too. */
function separated(counts: readonly number[]): number[] {
  return counts.map((count, at) => Math.max(0, Math.round(count) - Math.round(at === 0 ? 0 : (counts[at - 1] as number))))
}

function exemplarOf({ labels, value }: NonNullable<Sample['exemplar']>, timeNs: bigint): Exemplar {
  const of = (...names: string[]): string => labels.find(([name]) => names.includes(name))?.[1] ?? ''
  const rest = labels.filter(([name]) => !IDS.has(name))
  return {
    timeNs,
    value,
    traceId: of('trace_id', 'traceID', 'traceId').replaceAll('-', '').toLowerCase(),
    spanId: of('span_id', 'spanID', 'spanId'),
    requestId: of('request_id'),
    userId: '',
    attributes: rest.length === 0 ? NONE : rest,
  }
}

const IDS: ReadonlySet<string> = new Set(['trace_id', 'traceID', 'traceId', 'span_id', 'spanID', 'spanId', 'request_id'])

function secondsNs(seconds: number): bigint {
  return Number.isFinite(seconds) && seconds > 0 ? BigInt(Math.round(seconds * 1e6)) * 1000n : 0n
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0
}
