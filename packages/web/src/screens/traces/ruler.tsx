import { X } from 'lucide-react'
import { AXIS_PAD_PX } from '../../charts/draw-spans.ts'
import { niceTicks } from '../../lib/axis.ts'
import { formatDuration } from '../../lib/format.ts'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

const TICKS = 5

export function Ruler({ waterfall }: { waterfall: Waterfall }) {
  const { window, root, setRoot } = waterfall
  const [from, to] = window
  const place = (ms: number): string => `calc(${AXIS_PAD_PX}px + (100% - ${2 * AXIS_PAD_PX}px) * ${(ms - from) / (to - from)})`
  const ticks = niceTicks(from, to, TICKS).filter((tick) => (tick - from) / (to - from) < 0.94)
  return (
    <div className={styles.ruler}>
      <span className={styles.rulerName}>
        {root ? (
          <button type="button" className={styles.rootChip} onClick={() => setRoot(undefined)} title="Show the whole trace">
            <span className="ell">{root.span.name}</span>
            <X aria-hidden />
          </button>
        ) : (
          'Span'
        )}
      </span>
      <div className={`${styles.ticks} num`} aria-hidden>
        {ticks.map((tick) => (
          <span key={tick} style={{ left: place(tick) }}>
            {tick === 0 ? '0' : formatDuration(tick)}
          </span>
        ))}
      </div>
      <span />
    </div>
  )
}
