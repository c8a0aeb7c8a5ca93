import { formatDuration } from '../lib/format.ts'
import styles from './timing-bar.module.css'

export interface TimingBarProps {
  latencyMs: number
  /** Absent: not known when the first token came. */
  firstTokenMs?: number
  failed: boolean
}

/** A model call drawn: waiting light, streaming dark, a tick at the first token. */
export function TimingBar({ latencyMs, firstTokenMs, failed }: TimingBarProps) {
  const known = firstTokenMs !== undefined && firstTokenMs <= latencyMs
  const share = known && latencyMs > 0 ? firstTokenMs / latencyMs : 0
  const label = known
    ? `Waited ${formatDuration(firstTokenMs)}, then streamed for ${formatDuration(latencyMs - firstTokenMs)}`
    : `Took ${formatDuration(latencyMs)}`
  return (
    <div className={styles.timing} role="img" aria-label={label}>
      <div className={styles.bar} data-failed={failed || undefined}>
        {known && <i className={styles.wait} style={{ width: `${share * 100}%` }} />}
        <i className={styles.stream} />
        {known && <i className={styles.tick} style={{ left: `${share * 100}%` }} />}
      </div>
      <div className={`${styles.axis} num`}>
        {known ? (
          <>
            <span style={{ flexBasis: `${share * 100}%` }}>wait {formatDuration(firstTokenMs)}</span>
            <span>stream {formatDuration(latencyMs - firstTokenMs)}</span>
          </>
        ) : (
          <span>{failed ? 'until it failed' : 'first token not reported'}</span>
        )}
        <span className={styles.end}>{formatDuration(latencyMs)}</span>
      </div>
    </div>
  )
}
