import { formatDuration } from '../lib/format.ts'
import { type TimingPart, timingParts } from './timing-parts.ts'
import styles from './timing-bar.module.css'

export interface TimingBarProps {
  latencyMs: number
  /** How long the call waited at the provider before it was worked on, where that is known. */
  queueMs?: number | undefined
  /** Since the start of the call. Absent: not known when the first token came. */
  firstTokenMs?: number | undefined
  failed: boolean
  /** What the whole width stands for, where bars are compared; else the call itself. */
  scaleMs?: number
}

/** A model call drawn: in the queue outlined, waiting light, streaming dark, a tick at the first token. */
export function TimingBar({ failed, scaleMs, ...call }: TimingBarProps) {
  const parts = timingParts(call)
  const { latencyMs } = call
  const width = scaleMs === undefined || scaleMs <= 0 ? 1 : latencyMs / scaleMs
  const streamed = parts.at(-1)?.kind === 'stream'
  return (
    <div className={styles.timing} role="img" aria-label={spoken(parts, latencyMs)}>
      <div className={styles.bar} style={{ width: `${width * 100}%` }} data-failed={failed || undefined}>
        <span className={styles.parts}>
          {parts.map(({ kind, ms }) => (
            <i key={kind} className={styles[kind]} style={{ flexGrow: ms }} />
          ))}
        </span>
        {streamed && <i className={styles.tick} style={{ left: `${firstTokenShare(call) * 100}%` }} />}
      </div>
      <div className={`${styles.axis} num`} data-failed={failed || undefined}>
        {parts.map(({ kind, ms }) => (
          <span key={kind}>
            <i className={styles[kind]} />
            {kind === 'whole' ? (failed ? 'until it failed' : 'first token not reported') : `${kind} ${formatDuration(ms)}`}
          </span>
        ))}
        <span className={styles.end}>{formatDuration(latencyMs)}</span>
      </div>
    </div>
  )
}

function firstTokenShare({ latencyMs, firstTokenMs = 0 }: Pick<TimingBarProps, 'latencyMs' | 'firstTokenMs'>): number {
  return latencyMs > 0 ? firstTokenMs / latencyMs : 0
}

const SPOKEN: Readonly<Record<TimingPart['kind'], string>> = {
  queue: 'was in the queue for',
  wait: 'waited',
  stream: 'streamed for',
  whole: 'took',
}

function spoken(parts: readonly TimingPart[], latencyMs: number): string {
  const said = parts.map(({ kind, ms }) => `${SPOKEN[kind]} ${formatDuration(ms)}`).join(', then ')
  return `The call ${said}; ${formatDuration(latencyMs)} in all`
}
