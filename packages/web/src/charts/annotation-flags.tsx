import { Rocket } from 'lucide-react'
import { useRef } from 'react'
import { formatOnScale, type TimeScale } from '../lib/time-scale.ts'
import { useWidth } from '../lib/use-width.ts'
import { StatusShape } from '../ui/status-shape.tsx'
import { useBoard } from './board-context.ts'
import { type Annotation, type Flag, placeFlags, worstOf } from './place-flags.ts'
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
        {annotations.map((annotation) => (
          <Band key={annotation.id} annotation={annotation} scale={scale} />
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

function Band({ annotation: { kind, atMs, endMs, severity }, scale }: { annotation: Annotation; scale: TimeScale }) {
  const from = scale.position(Math.max(atMs, scale.fromMs))
  const to = kind === 'alert' ? scale.position(Math.min(endMs ?? scale.toMs, scale.toMs)) : from
  if (to < 0 || from > 1 || (kind !== 'alert' && atMs < scale.fromMs)) return null
  return (
    <i
      data-kind={kind}
      data-tone={kind !== 'alert' ? undefined : endMs === undefined ? (severity ?? 'warning') : 'past'}
      style={{ left: `${from * 100}%`, width: kind === 'alert' ? `max(3px, ${(to - from) * 100}%)` : 0 }}
    />
  )
}

function FlagButton({ flag: { annotations, position, side }, onChoose }: { flag: Flag; onChoose: () => void }) {
  const { scale, zone } = useBoard()
  const worst = worstOf(annotations)
  if (!worst) return null
  const names = annotations.map(({ label, atMs }) => `${formatOnScale(atMs, scale, zone)} ${label}`).join('; ')
  return (
    <button
      type="button"
      className={styles.flag}
      data-side={side}
      data-tone={worst.kind === 'alert' ? (worst.severity ?? 'warning') : undefined}
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
