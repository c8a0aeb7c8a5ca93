/** A horizontal bar with its limit marked: how much of what may be is reached. */
import { isWrong, type Limit } from './series.ts'
import { classes } from '../ui/classes.ts'
import styles from './gauge-bar.module.css'

export interface GaugeBarProps {
  label: string
  /** Whether the label is written too, and not only read out. */
  named?: boolean
  value: number | undefined
  /** Where the bar is full. */
  most: number
  limit?: Limit
  format: (value: number) => string
  onChoose?: (() => void) | undefined
}

function share(value: number, most: number): number {
  return most > 0 ? Math.min(100, Math.max(0, (value / most) * 100)) : 0
}

export function GaugeBar({ label, named, value, most, limit, format, onChoose }: GaugeBarProps) {
  const wrong = value !== undefined && limit !== undefined && isWrong(value, limit)
  const text = value === undefined ? 'no data' : format(value)
  return (
    <div className={styles.gauge} data-wrong={wrong || undefined}>
      <div className={styles.head}>
        {onChoose ? (
          <button type="button" className={classes(styles.value, 'num')} title={`${label}: see what is behind it`} onClick={onChoose}>
            {text}
          </button>
        ) : (
          <span className={classes(styles.value, 'num')}>{text}</span>
        )}
        {named && (
          <span className="ell t2" title={label}>
            {label}
          </span>
        )}
      </div>
      <div
        className={styles.track}
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuenow={Math.min(most, Math.max(0, value ?? 0))}
        aria-valuetext={text}
      >
        {value !== undefined && <i className={styles.fill} style={{ width: `${share(value, most)}%` }} />}
        {limit && <i className={styles.limit} style={{ left: `${share(limit.value, most)}%` }} />}
      </div>
      <div className={classes(styles.foot, 'num')}>
        <span>{format(0)}</span>
        {limit && <span data-wrong={wrong || undefined}>{limit.label}</span>}
        <span>{format(most)}</span>
      </div>
    </div>
  )
}
