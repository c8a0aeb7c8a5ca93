import { Rocket } from 'lucide-react'
import { useRef } from 'react'
import { formatOnScale, type TimeScale } from '../lib/time-scale.ts'
import { useWidth } from '../lib/use-width.ts'
import { StatusShape } from '../ui/status-shape.tsx'
import { useBoard } from './board-context.ts'
import { type Annotation, type Flag, isFiring, pastStretches, placeFlags, worstOf } from './place-flags.ts'
import styles from './time-board.module.css'

export interface AnnotationProps {
  annotations: readonly Annotation[]
  onAnnotation?: (annotations: readonly Annotation[]) => void
}

/** Flags above the plots, and through them a dashed line for a change and a band for as long as an alert lasted. */
export function AnnotationLane({ annotations, onAnnotation }: AnnotationProps) {
  const { scale } = useBoard()
  const place = useRef<HTMLDivElement>(null)
  const width = useWidth(place)
  return (
    <>
      <div className={styles.bands} aria-hidden>
        {pastStretches(annotations).map(({ fromMs, toMs }) => (
          <Band key={fromMs} tone="past" {...{ fromMs, toMs, scale }} />
        ))}
        {annotations.filter(isFiring).map(({ id, severity = 'warning', atMs }) => (
          <Band key={id} tone={severity} fromMs={atMs} toMs={scale.toMs} scale={scale} />
        ))}
        {annotations
          .filter(({ kind }) => kind !== 'alert')
          .map(({ id, atMs }) => (
            <Band key={id} fromMs={atMs} toMs={atMs} scale={scale} />
          ))}
      </div>
      <div ref={place} className={styles.flags}>
        {width > 0 &&
          placeFlags(annotations, scale, width).map((flag) => (
            <FlagButton key={flag.annotations[0]?.id} flag={flag} onChoose={() => onAnnotation?.(flag.annotations)} />
          ))}
      </div>
    </>
  )
}

/** Without a tone it is the line of a change. */
function Band({ tone, fromMs, toMs, scale }: { tone?: string; fromMs: number; toMs: number; scale: TimeScale }) {
  if (toMs < scale.fromMs || fromMs > scale.toMs) return null
  const from = scale.position(Math.max(fromMs, scale.fromMs))
  const to = scale.position(Math.min(toMs, scale.toMs))
  return <i data-tone={tone} style={{ left: `${from * 100}%`, width: tone === undefined ? 0 : `max(3px, ${(to - from) * 100}%)` }} />
}

function FlagButton({ flag: { annotations, position, side }, onChoose }: { flag: Flag; onChoose: () => void }) {
  const { scale, zone } = useBoard()
  const firing = annotations.filter(isFiring)
  const worst = worstOf(firing.length > 0 ? firing : annotations)
  if (!worst) return null
  const names = annotations.map(({ label, atMs }) => `${formatOnScale(atMs, scale, zone)} ${label}`).join('; ')
  return (
    <button
      type="button"
      className={styles.flag}
      data-side={side}
      data-tone={worst.kind !== 'alert' ? undefined : isFiring(worst) ? (worst.severity ?? 'warning') : 'past'}
      style={{ left: `${position * 100}%` }}
      title={names}
      aria-label={names}
      onClick={onChoose}
    >
      {worst.kind === 'alert' ? <StatusShape status={worst.severity ?? 'warning'} /> : <Rocket aria-hidden />}
      {side !== 'none' && <span>{worst.label}</span>}
      {annotations.length > 1 && <span className="num">{annotations.length}</span>}
    </button>
  )
}
