import { X } from 'lucide-react'
import { AXIS_PAD_PX } from '../../charts/draw-spans.ts'
import { niceTicks } from '../../lib/axis.ts'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import type { Interval } from '../../lib/span-tree.ts'
import type { Waterfall } from './use-waterfall.ts'
import styles from './waterfall.module.css'

const TICKS = 5

export function Ruler({ waterfall }: { waterfall: Waterfall }) {
  return (
    <div className={styles.ruler}>
      <span className={styles.rulerName}>
        <Shown waterfall={waterfall} />
      </span>
      <Ticks window={waterfall.window} />
      <span />
    </div>
  )
}

/** Over the whole width; what is shown stands before the ticks only when it is not the whole trace. */
export function FlameRuler({ waterfall }: { waterfall: Waterfall }) {
  const { root, setRoot, zoomed, resetWindow, window } = waterfall
  return (
    <div className={`${styles.ruler} ${styles.wide}`}>
      <Ticks window={window} />
      {(root || zoomed) && (
        <button
          type="button"
          className={`${styles.rootChip} ${styles.floating}`}
          onClick={() => (setRoot(undefined), resetWindow())}
          title="Show the whole trace"
        >
          <span className="ell">{root ? root.span.name : 'Zoomed in'}</span>
          <X aria-hidden />
        </button>
      )}
    </div>
  )
}

function Ticks({ window: [from, to] }: { window: Interval }) {
  const place = (ms: number): string => `calc(${AXIS_PAD_PX}px + (100% - ${2 * AXIS_PAD_PX}px) * ${(ms - from) / (to - from)})`
  const ticks = niceTicks(from, to, TICKS).filter((tick) => (tick - from) / (to - from) < 0.94)
  return (
    <div className={`${styles.ticks} num`} aria-hidden>
      {ticks.map((tick) => (
        <span key={tick} style={{ left: place(tick) }}>
          {tick === 0 ? '0' : formatDuration(tick)}
        </span>
      ))}
    </div>
  )
}

/** What of the trace the rows are, when they are not all of it, and the way back. */
function Shown({ waterfall }: { waterfall: Waterfall }) {
  const { root, rows, tree, narrowedTo, setRoot, resetWindow } = waterfall
  if (narrowedTo)
    return (
      <button type="button" className={styles.rootChip} onClick={resetWindow} title="Only what was at work in the selected time; show all">
        <span className="ell num">
          {formatCount(rows.length)} of {plural(tree.nodes.length, 'span')}
        </span>
        <X aria-hidden />
      </button>
    )
  if (!root) return 'Span'
  return (
    <button type="button" className={styles.rootChip} onClick={() => setRoot(undefined)} title="Show the whole trace">
      <span className="ell">{root.span.name}</span>
      <X aria-hidden />
    </button>
  )
}
