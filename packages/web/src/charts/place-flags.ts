/** Where the flags of deploys, changes and alerts stand above the plots. */
import type { TimeScale } from '../lib/time-scale.ts'

export interface Annotation {
  readonly id: string
  readonly kind: 'deploy' | 'config' | 'alert'
  readonly label: string
  readonly atMs: number
  /** An alert lasts; one without an end is still firing. */
  readonly endMs?: number
  readonly severity?: 'critical' | 'warning' | 'info'
}

export interface Flag {
  readonly annotations: readonly Annotation[]
  readonly position: number
  /** On which side of the flag's line its label has room. */
  readonly side: 'left' | 'right' | 'none'
}

const MERGE_PX = 26
const LABEL_PX_PER_CHARACTER = 6.2
const FLAG_PX = 26

function severityOf({ severity, kind }: Annotation): number {
  return kind === 'alert' ? { critical: 3, warning: 2, info: 1 }[severity ?? 'warning'] : 0
}

/** The one whose shape a merged flag shows. */
export function worstOf(annotations: readonly Annotation[]): Annotation | undefined {
  return annotations.toSorted((left, right) => severityOf(right) - severityOf(left))[0]
}

/** Flags nearer than a finger are one flag with a count; a label is written only where it fits. */
export function placeFlags(annotations: readonly Annotation[], scale: TimeScale, widthPx: number): Flag[] {
  const groups: { annotations: Annotation[]; position: number }[] = []
  const within = annotations
    .filter(({ atMs }) => atMs >= scale.fromMs && atMs <= scale.toMs)
    .toSorted((left, right) => left.atMs - right.atMs)
  for (const annotation of within) {
    const position = scale.position(annotation.atMs)
    const last = groups.at(-1)
    if (last && (position - last.position) * widthPx < MERGE_PX) last.annotations.push(annotation)
    else groups.push({ annotations: [annotation], position })
  }
  let freeFromPx = 0
  return groups.map(({ annotations: merged, position }, at) => {
    const x = position * widthPx
    const label = merged.length === 1 ? (merged[0]?.label ?? '') : ''
    const needs = FLAG_PX + label.length * LABEL_PX_PER_CHARACTER
    const nextPx = (groups[at + 1]?.position ?? 1 + FLAG_PX / Math.max(1, widthPx)) * widthPx - FLAG_PX / 2
    const side = label === '' ? 'none' : x + needs < nextPx ? 'right' : x - needs > freeFromPx ? 'left' : 'none'
    freeFromPx = side === 'right' ? x + needs : x + FLAG_PX / 2
    return { annotations: merged, position, side }
  })
}

/** Whether it goes on. What is over is history: it is drawn without a colour, so that only what is wrong now stands out. */
export function isFiring({ kind, endMs }: Annotation): boolean {
  return kind === 'alert' && endMs === undefined
}

/** When alerts that are over were on: overlapping ones are one stretch, or their tints would add up. */
export function pastStretches(annotations: readonly Annotation[]): { fromMs: number; toMs: number }[] {
  const stretches: { fromMs: number; toMs: number }[] = []
  for (const { kind, atMs, endMs } of annotations.toSorted((left, right) => left.atMs - right.atMs)) {
    if (kind !== 'alert' || endMs === undefined) continue
    const last = stretches.at(-1)
    if (last && atMs <= last.toMs) last.toMs = Math.max(last.toMs, endMs)
    else stretches.push({ fromMs: atMs, toMs: endMs })
  }
  return stretches
}
