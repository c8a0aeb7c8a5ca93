/**
 * Exponential histograms with the buckets written out, so that they are stored and read like any other. A bucket of
 * index i at scale s holds what lies in (b^i, b^(i+1)] with b = 2^(2^-s).
 */
import type { BucketList, DataPoint } from './data-point.ts'

/** Finer than this (buckets 2.2 % wide) is joined to it, which is exact: two neighbours become one. */
const FINEST_SCALE = 5
const COARSEST_SCALE = -10
const MAX_SENT_SCALE = 20
const MAX_BUCKETS = 1024

export interface Buckets {
  bounds: number[]
  counts: number[]
}

export function bucketsOfExponential(point: DataPoint): Buckets | string {
  const { scale, positive, negative, zeroCount, zeroThreshold } = point
  if (scale > MAX_SENT_SCALE || scale < COARSEST_SCALE) return `the scale must be from ${COARSEST_SCALE} to ${MAX_SENT_SCALE}`
  if (positive.counts.length > MAX_BUCKETS || negative.counts.length > MAX_BUCKETS)
    return `a histogram may have ${MAX_BUCKETS} buckets a side`
  const total = zeroCount + sumOf(positive.counts) + sumOf(negative.counts)
  if (total !== point.count) return 'count is not the sum of all buckets'
  if (!(zeroThreshold >= 0 && Number.isFinite(zeroThreshold))) return 'zeroThreshold must be a finite number from 0 on'
  const shift = Math.max(0, scale - FINEST_SCALE)
  const used = scale - shift
  const sides = { positive: coarser(positive, shift), negative: coarser(negative, shift) }
  return write(sides, used, zeroCount, zeroThreshold)
}

function write(
  { positive, negative }: { positive: BucketList; negative: BucketList },
  scale: number,
  zeroCount: number,
  zeroThreshold: number,
): Buckets | string {
  const end = (index: number): number => 2 ** (index * 2 ** -scale)
  const bounds: number[] = []
  const counts: number[] = []
  const add = (bound: number, count: number): void => {
    const last = bounds.at(-1)
    // A zero bucket wider than the first ones overlaps them: what lies in both is counted in the later.
    if (last !== undefined && bound <= last) counts[counts.length - 1] = (counts.at(-1) ?? 0) + count
    else {
      bounds.push(bound)
      counts.push(count)
    }
  }
  for (let at = negative.counts.length - 1; at >= 0; at--) {
    if (bounds.length === 0) add(-end(negative.offset + at + 1), 0)
    add(-end(negative.offset + at), negative.counts[at] ?? 0)
  }
  if (zeroCount > 0) {
    if (zeroThreshold > 0) add(-zeroThreshold, 0)
    add(zeroThreshold, zeroCount)
  }
  for (const [at, count] of positive.counts.entries()) {
    if (at === 0) add(end(positive.offset), 0)
    add(end(positive.offset + at + 1), count)
  }
  counts.push(0)
  return bounds.every(Number.isFinite) ? { bounds, counts } : 'a bucket lies beyond the largest number there is'
}

function coarser({ offset, counts }: BucketList, shift: number): BucketList {
  if (shift === 0 || counts.length === 0) return { offset, counts }
  const step = 2 ** shift
  const first = Math.floor(offset / step)
  const joined: number[] = []
  for (const [at, count] of counts.entries()) {
    const slot = Math.floor((offset + at) / step) - first
    joined[slot] = (joined[slot] ?? 0) + count
  }
  return { offset: first, counts: Array.from(joined, (count) => count ?? 0) }
}

function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
