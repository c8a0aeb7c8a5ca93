/** The stretch of time on the axis: all of it, one that somebody chose, or the one that the rows in view span. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { Interval, SpanNode, SpanTree } from '../../lib/span-tree.ts'
import { clipped } from '../../lib/time-window.ts'

const ZOOM_MARGIN = 0.1
/** From this size on the time axis follows the rows in view, unless asked not to. */
const BIG_TRACE = 2000

interface Chosen {
  readonly window: Interval
  /** A choice hides the rows outside it; an axis that follows the rows must not. */
  readonly by: 'hand' | 'rows'
}

export function useTimeWindow(tree: SpanTree, root: SpanNode | undefined) {
  const whole = useMemo<Interval>(
    () => (root ? [root.offsetMs, root.offsetMs + Math.max(root.durationMs, 0.001)] : [0, tree.durationMs]),
    [root, tree.durationMs],
  )
  const [fit, setFit] = useState(tree.nodes.length > BIG_TRACE)
  const [chosen, setChosen] = useState<Chosen>()
  useEffect(() => setChosen(undefined), [root])
  const choose = useCallback(
    (wanted: Interval, by: Chosen['by']): void => {
      const window = clipped(wanted, whole)
      if (!window) return
      setChosen({ window, by })
      if (by === 'hand') setFit(false)
    },
    [whole],
  )
  const window = chosen?.window ?? whole
  const zoomed = window[0] > whole[0] || window[1] < whole[1]
  return {
    whole,
    window,
    zoomed,
    fit,
    setFit,
    /** What the rows are narrowed to. */
    narrowedTo: zoomed && chosen?.by === 'hand' ? window : undefined,
    setWindow: useCallback((wanted: Interval) => choose(wanted, 'hand'), [choose]),
    followRows: useCallback((wanted: Interval) => choose(wanted, 'rows'), [choose]),
    resetWindow: useCallback(() => setChosen(undefined), []),
    zoomTo: useCallback(
      ({ offsetMs, durationMs }: { offsetMs: number; durationMs: number }) => {
        const margin = Math.max(durationMs * ZOOM_MARGIN, 0.0005)
        choose([offsetMs - margin, offsetMs + durationMs + margin], 'hand')
      },
      [choose],
    ),
  }
}
