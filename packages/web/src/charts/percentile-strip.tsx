import { formatDuration } from '../lib/format.ts'
import styles from './percentile-strip.module.css'

export interface PercentileStripProps {
  valueMs: number
  p50Ms: number
  p95Ms: number
  /** How many spans it is compared with. */
  count: number
}

/** One span against the others of its name. */
export function PercentileStrip({ valueMs, p50Ms, p95Ms, count }: PercentileStripProps) {
  const most = Math.max(p95Ms, valueMs) * 1.12 || 1
  const at = (ms: number): string => `${(ms / most) * 100}%`
  const verdict = valueMs > p95Ms ? 'slower than 95% of them' : valueMs > p50Ms ? 'slower than half of them' : 'faster than half of them'
  return (
    <div
      className={styles.strip}
      role="img"
      aria-label={`Median ${formatDuration(p50Ms)}, 95th percentile ${formatDuration(p95Ms)}, this span ${formatDuration(valueMs)}: ${verdict}`}
    >
      <svg width="100%" height="22" aria-hidden>
        <line x1="0" x2="100%" y1="13" y2="13" stroke="var(--line-strong)" />
        <rect x={at(p50Ms * 0.7)} y="9" width={at(Math.max(0, p95Ms - p50Ms * 0.7))} height="8" rx="2" fill="var(--active)" />
        <line x1={at(p50Ms)} x2={at(p50Ms)} y1="8" y2="18" stroke="var(--t3)" strokeWidth="1.5" />
        <circle
          cx={at(valueMs)}
          cy="13"
          r="4.5"
          fill={valueMs > p95Ms ? 'var(--crit-s)' : 'var(--accent)'}
          stroke="var(--surface)"
          strokeWidth="2"
        />
      </svg>
      <div className={`${styles.axis} num`}>
        <span>p50 {formatDuration(p50Ms)}</span>
        <span title={`${count.toLocaleString('en-US')} spans of this name in the day before`}>{verdict}</span>
      </div>
    </div>
  )
}
