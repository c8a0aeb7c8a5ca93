/** A bar for each group, largest first: name, bar, number. */
import { Dot } from '../ui/marks.tsx'
import { classes } from '../ui/classes.ts'
import styles from './rank-bars.module.css'

export interface RankBar {
  readonly id: string
  readonly label: string
  readonly colour: string
  readonly value: number
}

export interface RankBarsProps {
  label: string
  bars: readonly RankBar[]
  format: (value: number) => string
  onChoose?: ((at: number) => void) | undefined
}

export function RankBars({ label, bars, format, onChoose }: RankBarsProps) {
  const most = Math.max(...bars.map(({ value }) => Math.abs(value)), 0)
  return (
    <ul className={styles.bars} aria-label={label}>
      {bars.map(({ id, label: name, colour, value }, at) => {
        const share = most === 0 ? 0 : (Math.abs(value) / most) * 100
        const content = (
          <>
            <Dot colour={colour} />
            <span className="ell" title={name}>
              {name}
            </span>
            <span className={styles.track} aria-hidden>
              <i style={{ width: `${share}%`, background: `var(${colour})` }} />
            </span>
            <span className="num">{format(value)}</span>
          </>
        )
        return (
          <li key={id}>
            {onChoose ? (
              <button type="button" className={classes(styles.row, styles.door)} onClick={() => onChoose(at)}>
                {content}
              </button>
            ) : (
              <span className={styles.row}>{content}</span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
