/** Small bars inside table cells: a quantity beside its number. */
import styles from './bars.module.css'

/** Durations differ by factors, not by sums: the length is logarithmic. */
function logShare(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(1, Math.log1p(Math.max(0, value)) / Math.log1p(most))
}

export interface DurationBarProps {
  ms: number
  /** The longest of those it is compared with. */
  mostMs: number
  tone?: 'critical' | 'warning'
  /** Where the first token came. */
  firstTokenMs?: number
}

export function DurationBar({ ms, mostMs, tone, firstTokenMs }: DurationBarProps) {
  const share = logShare(ms, mostMs)
  const tick = firstTokenMs === undefined || firstTokenMs > ms ? undefined : logShare(firstTokenMs, mostMs)
  return (
    <span className={styles.track} aria-hidden>
      <i className={styles.fill} data-tone={tone} style={{ width: `${Math.max(1.5, share * 100)}%` }} />
      {tick !== undefined && <i className={styles.tick} style={{ left: `${tick * 100}%` }} />}
    </span>
  )
}

/** Tokens in and out as one bar; its length is the sum, compared with the largest. */
export function SplitBar({ first, second, most }: { first: number; second: number; most: number }) {
  const whole = Math.max(1, first + second)
  return (
    <span className={styles.track} aria-hidden>
      <span className={styles.split} style={{ width: `${Math.max(3, logShare(whole, most) * 100)}%` }}>
        <i style={{ flexGrow: first }} />
        <i style={{ flexGrow: second }} />
      </span>
    </span>
  )
}

export interface SharePart {
  readonly label: string
  readonly colour: string
  readonly share: number
}

/** Parts of a whole, side by side. */
export function ShareBar({ parts }: { parts: readonly SharePart[] }) {
  return (
    <span className={styles.shares} aria-hidden>
      {parts.map(({ label, colour, share }) => (
        <i key={label} title={label} style={{ flexGrow: share, background: `var(${colour})` }} />
      ))}
    </span>
  )
}
