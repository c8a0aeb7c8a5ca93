/** Small bars inside table cells: a quantity beside its number. */
import styles from './bars.module.css'

/** By the square root: small ones stay visible, and twice as much still looks like more. What is over `most` fills the bar. */
function rootShare(value: number, most: number): number {
  return most <= 0 ? 0 : Math.min(1, Math.sqrt(Math.max(0, value) / most))
}

const FULL_AT = 0.98

/** What fills a bar: nearly the largest of the values, so that one outlier does not flatten all others. */
export function barScale(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  return Math.max(1, sorted[Math.floor((sorted.length - 1) * FULL_AT)] ?? 1)
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
  const share = rootShare(ms, mostMs)
  const tick = firstTokenMs === undefined || firstTokenMs > ms ? undefined : rootShare(firstTokenMs, mostMs)
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
      <span className={styles.split} style={{ width: `${Math.max(3, rootShare(whole, most) * 100)}%` }}>
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
