/** One row of figures for a series: what its windows come to. */
export interface SeriesSummary {
  readonly last: number | null
  readonly least: number | null
  readonly mean: number | null
  readonly most: number | null
  /** Against the earlier period, by the means: 0.1 for a tenth more. */
  readonly change: number | null
}

export function summarise(values: readonly (number | null)[], earlier?: readonly (number | null)[]): SeriesSummary {
  const known = values.filter((value) => value !== null)
  const mean = meanOf(known)
  const before = earlier && meanOf(earlier.filter((value) => value !== null))
  return {
    last: known.at(-1) ?? null,
    least: known.length === 0 ? null : Math.min(...known),
    mean,
    most: known.length === 0 ? null : Math.max(...known),
    change: mean === null || before == null || before === 0 ? null : mean / before - 1,
  }
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}
