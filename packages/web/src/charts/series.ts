/** What a time chart draws. Values are aligned with the buckets of the chart; null is a gap. */

export interface ChartSeries {
  readonly id: string
  readonly label: string
  /** The name of a token: an identity (`--c1`), or ink (`--t1`, `--t3`) for percentiles. */
  readonly colour: string
  readonly values: readonly (number | null)[]
  readonly line?: 'solid' | 'dashed' | 'dotted'
  readonly widthPx?: number
}

export type ChartKind = 'line' | 'stack' | 'bars'

export interface Limit {
  readonly value: number
  /** `2 s limit`. */
  readonly label: string
  /** Which side of it is wrong. */
  readonly wrong: 'above' | 'below'
  /** The series it is about; without one the first, and in a stack the sum. */
  readonly seriesId?: string
}

const MOST_SERIES = 8
export const OTHER_ID = 'other'

function sumOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0)
}

/** Adds bucket by bucket; where nobody has a value there is none. */
export function addUp(columns: readonly (readonly (number | null)[])[], length: number): (number | null)[] {
  return Array.from({ length }, (_, at) =>
    columns.reduce<number | null>((sum, column) => {
      const value = column[at] ?? null
      return value === null ? sum : (sum ?? 0) + value
    }, null),
  )
}

/** Largest first. More than eight become the top seven and one for all others. */
export function rankSeries(series: readonly ChartSeries[]): ChartSeries[] {
  const ranked = series.map((one) => ({ one, sum: sumOf(one.values) })).sort((left, right) => right.sum - left.sum)
  const all = ranked.map(({ one }) => one)
  if (all.length <= MOST_SERIES) return all
  const rest = all.slice(MOST_SERIES - 1)
  const length = Math.max(...rest.map(({ values }) => values.length))
  return [
    ...all.slice(0, MOST_SERIES - 1),
    {
      id: OTHER_ID,
      label: `${rest.length} others`,
      colour: '--g2',
      values: addUp(
        rest.map(({ values }) => values),
        length,
      ),
    },
  ]
}

/** The upper edge of every layer: the first of the list lies on top of all others. */
export function stackUp(series: readonly ChartSeries[], length: number): (number | null)[][] {
  return series.map((_, at) =>
    addUp(
      series.slice(at).map(({ values }) => values),
      length,
    ),
  )
}

/** What is past the limit, of the values it is about. */
export function limitedValues(series: readonly ChartSeries[], limit: Limit, stacked: boolean): readonly (number | null)[] {
  if (limit.seriesId === undefined && stacked)
    return addUp(
      series.map(({ values }) => values),
      series[0]?.values.length ?? 0,
    )
  return (series.find(({ id }) => id === limit.seriesId) ?? series[0])?.values ?? []
}

export function isWrong(value: number | null, { value: limit, wrong }: Limit): boolean {
  return value !== null && (wrong === 'above' ? value > limit : value < limit)
}
