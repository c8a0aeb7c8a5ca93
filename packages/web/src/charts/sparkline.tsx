/** A small line: how a quantity went over the range, with the part past its limit in the alarm colour. */
import { isWrong, type Limit } from './series.ts'

export interface SparklineProps {
  /** What it shows, for those who do not see it. */
  label: string
  values: readonly (number | null)[]
  limit?: Limit
}

const WIDTH = 100
const HEIGHT = 28

/** Runs between gaps, as the points of lines. */
export function sparkRuns(values: readonly (number | null)[], limit?: Limit): { points: string; wrong: boolean }[] {
  const known = values.filter((value) => value !== null)
  const low = Math.min(0, ...known)
  const high = Math.max(...known, limit?.value ?? -Infinity, low + 1e-9)
  const x = (at: number): number => (at / Math.max(1, values.length - 1)) * WIDTH
  const y = (value: number): number => HEIGHT - 1.5 - ((value - low) / (high - low)) * (HEIGHT - 3)
  const runs: { points: string[]; wrong: boolean }[] = []
  let open: { points: string[]; wrong: boolean } | undefined
  for (const [at, value] of values.entries()) {
    if (value === null) {
      open = undefined
      continue
    }
    const wrong = limit !== undefined && isWrong(value, limit)
    const point = `${x(at).toFixed(2)},${y(value).toFixed(2)}`
    if (open === undefined || open.wrong !== wrong) {
      // The next run begins where this one ends, so that the line is not broken by its colour.
      const from: string | undefined = open?.points.at(-1)
      open = { points: from === undefined ? [point] : [from, point], wrong }
      runs.push(open)
    } else open.points.push(point)
  }
  return runs.map(({ points, wrong }) => ({ points: points.join(' '), wrong }))
}

export function Sparkline({ label, values, limit }: SparklineProps) {
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none">
      {sparkRuns(values, limit).map(({ points, wrong }) => (
        <polyline
          key={points}
          points={points}
          fill="none"
          stroke={wrong ? 'var(--crit-s)' : 'var(--t3)'}
          strokeWidth="1.25"
          strokeLinejoin="round"
          strokeLinecap="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  )
}
