/** What is different about some requests: values whose share among them is not what it was before. */
import type { Facet } from '@relayscope/contract'

export interface ShareChange {
  readonly field: string
  readonly value: string
  readonly inside: number
  readonly before: number
  readonly count: number
}

/** Smaller differences are noise to the eye, whatever the numbers say. */
const LEAST_POINTS = 0.02
/** So many standard errors apart: chance alone shows that about once in a thousand. */
const LEAST_SCORE = 3.3
const MOST_CHANGES = 12

export function rankChanges(inside: readonly Facet[], before: readonly Facet[]): ShareChange[] {
  const [countInside, countBefore] = [totalOf(inside), totalOf(before)]
  if (countInside === 0 || countBefore === 0) return []
  return inside
    .flatMap(({ field }) => {
      const [now, then] = [valuesOf(inside, field), valuesOf(before, field)]
      // Beyond the values that were listed, one that is missing may still have been there.
      const known = [...now.keys(), ...then.keys()].filter((value) => isKnown(inside, field, value) && isKnown(before, field, value))
      return [...new Set(known)].map((value) => ({
        field,
        value,
        count: now.get(value) ?? 0,
        inside: (now.get(value) ?? 0) / countInside,
        before: (then.get(value) ?? 0) / countBefore,
      }))
    })
    .filter((change) => Math.abs(change.inside - change.before) >= LEAST_POINTS && scoreOf(change, countInside, countBefore) >= LEAST_SCORE)
    .toSorted((left, right) => Math.abs(right.inside - right.before) - Math.abs(left.inside - left.before))
    .slice(0, MOST_CHANGES)
}

/** Every request has one status. */
export function totalOf(facets: readonly Facet[]): number {
  return (facets.find(({ field }) => field === 'status')?.values ?? []).reduce((sum, { count }) => sum + count, 0)
}

function isKnown(facets: readonly Facet[], wanted: string, value: string): boolean {
  const facet = facets.find(({ field }) => field === wanted)
  return facet?.more !== true || facet.values.some((one) => one.value === value)
}

function valuesOf(facets: readonly Facet[], wanted: string): Map<string, number> {
  return new Map((facets.find(({ field }) => field === wanted)?.values ?? []).map(({ value, count }) => [value, count]))
}

function scoreOf({ inside, before }: ShareChange, countInside: number, countBefore: number): number {
  const joint = (inside * countInside + before * countBefore) / (countInside + countBefore)
  const error = Math.sqrt(joint * (1 - joint) * (1 / countInside + 1 / countBefore))
  return error === 0 ? 0 : Math.abs(inside - before) / error
}
