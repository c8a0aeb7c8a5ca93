/** What the buckets of a histogram promise: they rise, end with +Inf, and agree with the count. */
import type { Family, Sample } from './exposition.ts'
import { LineError } from './line-reader.ts'

interface Seen {
  bound: number
  value: number
  count: number | undefined
  hasSum: boolean
  negativeSum: boolean
  negativeBuckets: boolean
}

export function checkBuckets(family: Family): void {
  const groups = new Map<string, Seen>()
  for (const sample of family.samples) {
    const key = JSON.stringify([
      sample.timestampMs ?? null,
      ...sample.labels
        .filter(([name]) => name !== 'le')
        .map(([name, value]) => [name, value])
        .sort(),
    ])
    let seen = groups.get(key)
    if (!seen) groups.set(key, (seen = emptySeen()))
    look(family, sample, seen)
  }
  for (const seen of groups.values()) conclude(family, seen)
}

function emptySeen(): Seen {
  return { bound: Number.NaN, value: 0, count: undefined, hasSum: false, negativeSum: false, negativeBuckets: false }
}

function look(family: Family, sample: Sample, seen: Seen): void {
  const suffix = sample.name.slice(family.name.length)
  if (suffix === '_count' || suffix === '_gcount') seen.count = sample.value
  else if (suffix === '_sum' || suffix === '_gsum') {
    seen.hasSum = true
    seen.negativeSum = sample.value < 0
  } else if (suffix === '_bucket') {
    const le = sample.labels.find(([name]) => name === 'le')?.[1] ?? ''
    const bound = le === '+Inf' ? Number.POSITIVE_INFINITY : le === '-Inf' ? Number.NEGATIVE_INFINITY : Number(le)
    if (bound <= seen.bound) throw new LineError('the buckets of a histogram must rise')
    if (sample.value < seen.value) throw new LineError('the counts of the buckets must not fall')
    if (bound < 0) seen.negativeBuckets = true
    seen.bound = bound
    seen.value = sample.value
  }
}

function conclude({ type }: Family, { bound, value, count, hasSum, negativeSum, negativeBuckets }: Seen): void {
  if (bound !== Number.POSITIVE_INFINITY) throw new LineError('the bucket +Inf is missing')
  if (count !== undefined && count !== value) throw new LineError('the count is not that of the bucket +Inf')
  if (hasSum !== (count !== undefined)) throw new LineError('count and sum must both be there, or neither')
  if (type === 'histogram' && negativeBuckets && hasSum) throw new LineError('a histogram with negative buckets has no sum')
  if (type === 'gaugehistogram' && !negativeBuckets && negativeSum)
    throw new LineError('the sum cannot be negative without negative buckets')
}
