/** The figures of the overview. Each of them is a metric anybody could ask for; here they are read together. */
import { type Figures, type FiguresQuestion, readDerivedFigures } from '../../flows/query/metrics/derived-figures.ts'
import type { TelemetryPlane } from '../../planes/telemetry/plane.ts'
import type { TimeRange } from '../../flows/query/time-range.ts'
import type { Windowed } from './stretches.ts'

/** Values by the labels they are of. */
export interface Labelled<Label extends string> {
  readonly labels: Readonly<Record<Label, string>>
  readonly values: readonly (number | null)[]
}

/** One cut of a range into windows, and all figures on it. */
export interface Reading extends Windowed {
  readonly requests: readonly Labelled<'provider'>[]
  readonly errors: readonly number[]
  readonly p50: readonly (number | null)[]
  readonly p95: readonly (number | null)[]
  readonly p99: readonly (number | null)[]
  readonly cost: readonly (number | null)[]
  readonly calls: readonly Labelled<'provider' | 'model'>[]
  readonly failedCalls: readonly Labelled<'provider' | 'model'>[]
  readonly callP95: readonly Labelled<'provider'>[]
  readonly operations: readonly Labelled<'component'>[]
  readonly failedOperations: readonly Labelled<'component'>[]
  /** Which way requests went: a rule, the cache, a fallback. */
  readonly roads: readonly Labelled<'road'>[]
}

export interface Asked extends TimeRange {
  readonly project: string
  /** Only requests that called this provider, and maybe others. Absent: all. */
  readonly provider?: string | undefined
}

export interface ReadParts {
  telemetry: TelemetryPlane
  rolledUntilNs: () => Promise<bigint>
}

export async function readFigures(parts: ReadParts, asked: Asked, step: string): Promise<Reading> {
  const { project, provider, fromNs, toNs } = asked
  const only = provider === undefined ? undefined : { tag: 'provider', value: provider }
  const ask = (question: Pick<FiguresQuestion, 'source' | 'groupBy' | 'figures' | 'only'>): Promise<Figures> =>
    readDerivedFigures(parts, { project, fromNs, toNs, step, ...question })
  const [requests, calls, operations, decided] = await Promise.all([
    ask({ source: 'traces', groupBy: ['provider'], figures: REQUEST_FIGURES, only }),
    ask({ source: 'interactions', groupBy: ['provider', 'model'], figures: CALL_FIGURES, only }),
    ask({ source: 'spans', groupBy: ['component'], figures: PART_FIGURES }),
    ask({ source: 'decisions', groupBy: ['road'], figures: [{ metric: 'decisions.requests', by: 1 }] }),
  ])
  const latency = (quantile: number) => alone(requests, 'api.latency', ({ quantiles }) => quantiles[quantile] ?? null)
  return {
    times: requests.times,
    stepMs: requests.stepMs,
    requests: labelled(requests, 'api.requests', ['provider']),
    errors: alone(requests, 'api.errors').map((value) => value ?? 0),
    p50: latency(0),
    p95: latency(1),
    p99: latency(2),
    cost: alone(calls, 'ai.cost'),
    calls: labelled(calls, 'ai.requests', ['provider', 'model']),
    failedCalls: labelled(calls, 'ai.errors', ['provider', 'model']),
    callP95: labelled(calls, 'ai.latency', ['provider'], ({ quantiles }) => quantiles[1] ?? null),
    operations: labelled(operations, 'component.requests', ['component']),
    failedOperations: labelled(operations, 'component.errors', ['component']),
    roads: labelled(decided, 'decisions.requests', ['road']),
  }
}

const REQUEST_FIGURES = [
  { metric: 'api.requests', by: 1 },
  { metric: 'api.errors', by: 0 },
  { metric: 'api.latency', by: 0 },
]
const CALL_FIGURES = [
  { metric: 'ai.requests', by: 2 },
  { metric: 'ai.errors', by: 2 },
  { metric: 'ai.latency', by: 1 },
  { metric: 'ai.cost', by: 0 },
]
const PART_FIGURES = [
  { metric: 'component.requests', by: 1 },
  { metric: 'component.errors', by: 1 },
]

type Read = (row: Figures['rows'][number]) => number | null
const totalOf: Read = ({ total }) => total

/** By the values of its tags, the largest first. */
function labelled<Label extends string>(
  { rows, times }: Figures,
  metric: string,
  names: readonly Label[],
  read = totalOf,
): Labelled<Label>[] {
  const found = new Map<string, { labels: Record<Label, string>; values: (number | null)[]; sum: number }>()
  for (const row of rows) {
    if (row.metric !== metric || row.by !== names.length) continue
    const key = JSON.stringify(row.labels)
    let entry = found.get(key)
    if (!entry) {
      const labels = Object.fromEntries(names.map((name, at) => [name, row.labels[at] ?? ''])) as Record<Label, string>
      found.set(key, (entry = { labels, values: times.map(() => null), sum: 0 }))
    }
    const value = read(row)
    entry.values[row.at] = value
    entry.sum += value ?? 0
  }
  return [...found.values()].toSorted((left, right) => right.sum - left.sum).map(({ labels, values }) => ({ labels, values }))
}

function alone({ rows, times }: Figures, metric: string, read = totalOf): (number | null)[] {
  const values: (number | null)[] = times.map(() => null)
  for (const row of rows) if (row.metric === metric && row.by === 0) values[row.at] = read(row)
  return values
}

/** Added up window by window over all that pass. */
export function addUp<Label extends string>(
  { times }: Windowed,
  series: readonly Labelled<Label>[],
  passes: (labels: Readonly<Record<Label, string>>) => boolean = () => true,
): number[] {
  const sums = times.map(() => 0)
  for (const { labels, values } of series) {
    if (passes(labels)) for (const [at, value] of values.entries()) sums[at] = (sums[at] ?? 0) + (value ?? 0)
  }
  return sums
}
