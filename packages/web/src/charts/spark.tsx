/** A small line of bars: how a quantity went over the range, for a cell of a table. */

export interface SparkProps {
  /** What it shows, for those who do not see it. */
  label: string
  values: readonly number[]
  widthPx?: number
  heightPx?: number
}

const GAP = 0.28

export function Spark({ label, values, widthPx = 96, heightPx = 18 }: SparkProps) {
  const most = Math.max(1, ...values)
  const step = widthPx / Math.max(1, values.length)
  return (
    <svg role="img" aria-label={label} width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`}>
      <line x1="0" x2={widthPx} y1={heightPx - 0.5} y2={heightPx - 0.5} stroke="var(--line-strong)" />
      {values.map((value, at) => {
        const height = value <= 0 ? 0 : Math.max(1.5, (value / most) * (heightPx - 2))
        return (
          height > 0 && (
            <rect key={at} x={at * step} y={heightPx - 1 - height} width={step * (1 - GAP)} height={height} rx="0.5" fill="var(--g1)" />
          )
        )
      })}
    </svg>
  )
}
