/** The newest windows of a frame put behind those that are known, so that a live chart asks for little. */
import type { Frame, FrameSeries } from '@relayscope/contract'

/**
 * The frame from `fromMs` on with what `newest` has anew; its windows replace those of the same time. Undefined where that
 * would not be what the whole question answers: groups that were left out may be among the largest by now.
 */
export function appendFrame(known: Frame, newest: Frame, fromMs: number): Frame | undefined {
  const [firstNew] = newest.times
  const lastKnown = known.times.at(-1)
  if (firstNew === undefined || lastKnown === undefined || newest.stepMs !== known.stepMs || firstNew > lastKnown + known.stepMs)
    return undefined
  if (!isWhole(known) || !isWhole(newest) || (known.compare === undefined) !== (newest.compare === undefined)) return undefined
  const start = known.times.findIndex((time) => time + known.stepMs > fromMs)
  const end = known.times.findIndex((time) => time >= firstNew)
  const kept: Kept = { from: start < 0 ? known.times.length : start, to: end < 0 ? known.times.length : end, added: newest.times.length }
  const series = appendSeries(known.series, newest.series, kept)
  const { compare } = known
  return {
    ...newest,
    from: new Date(known.times[kept.from] ?? firstNew).toISOString(),
    times: [...known.times.slice(kept.from, kept.to), ...newest.times],
    series,
    groups: series.length,
    ...(compare && { compare: { ...compare, series: appendSeries(compare.series, newest.compare?.series ?? [], kept) } }),
  }
}

/** All groups are in it, each for itself. */
export function isWhole({ series, groups }: Frame): boolean {
  return groups === series.length && !series.some(({ other }) => other)
}

interface Kept {
  from: number
  to: number
  /** How many windows come behind them. */
  added: number
}

function appendSeries(known: readonly FrameSeries[], newest: readonly FrameSeries[], { from, to, added }: Kept): FrameSeries[] {
  const keyOf = ({ labels }: FrameSeries): string => JSON.stringify(Object.entries(labels))
  const fresh = new Map(newest.map((series) => [keyOf(series), series]))
  const nothing = (length: number): null[] => Array.from({ length }, () => null)
  const grown = known.map((series) => {
    const key = keyOf(series)
    const values = [...series.values.slice(from, to), ...(fresh.get(key)?.values ?? nothing(added))]
    fresh.delete(key)
    return { ...series, values }
  })
  return [...grown, ...[...fresh.values()].map((series) => ({ ...series, values: [...nothing(Math.max(0, to - from)), ...series.values] }))]
}
