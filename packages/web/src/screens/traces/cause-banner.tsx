import type { TraceDetail } from '@relayscope/contract'
import { useMemo } from 'react'
import { firstLine, formatDuration } from '../../lib/format.ts'
import { whyNotSaved } from '../../lib/rescue.ts'
import { type Cause, causeOf, type SpanNode, type SpanTree } from '../../lib/span-tree.ts'
import { Button } from '../../ui/button.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import styles from './traces.module.css'

/** What failed, where, how much of the trace it took, and why nothing saved it. */
export function CauseBanner({ trace, tree, onShow }: { trace: TraceDetail; tree: SpanTree; onShow: (node: SpanNode) => void }) {
  const failed = trace.status !== 'success'
  const { cause, text } = useMemo(() => (failed ? explained(tree) : { cause: undefined, text: '' }), [failed, tree])
  if (!failed) return null
  const reason =
    cause?.reason ?? trace.errorDetails?.message ?? (trace.status === 'timeout' ? 'It took too long' : 'It failed without saying why')
  return (
    <div className={styles.cause} role="note" aria-label="Cause">
      <StatusShape status="error" />
      <span className="grow ell" title={`${firstLine(reason)} ${text}`}>
        <b>{firstLine(reason, 120)}</b> {text}
      </span>
      {cause && (
        <Button look="critical" size="small" onClick={() => onShow(cause.node)}>
          Go to span
        </Button>
      )}
    </div>
  )
}

function explained(tree: SpanTree): { cause: Cause | undefined; text: string } {
  const cause = causeOf(tree.nodes)
  if (!cause) return { cause, text: '' }
  return { cause, text: [whereOf(cause.node, cause.attempts, tree.durationMs), whyNotSaved(tree.nodes)].filter(Boolean).join(' ') }
}

function whereOf({ span, durationMs }: SpanNode, attempts: number, traceMs: number): string {
  const share = Math.round((durationMs / traceMs) * 100)
  const took = `${formatDuration(durationMs)}, ${share}% of the trace`
  return attempts > 1 ? `in ${span.name}. ${attempts} attempts failed; together they took ${took}.` : `in ${span.name}. It took ${took}.`
}
