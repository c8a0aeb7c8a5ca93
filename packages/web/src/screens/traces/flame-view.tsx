import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react'
import { drawFlame, LANE_PX } from '../../charts/draw-flame.ts'
import { AXIS_PAD_PX } from '../../charts/draw-spans.ts'
import { useCanvas } from '../../charts/use-canvas.ts'
import { type FlameBlock, flameBlocks, flameNeighbour, layoutFlame } from '../../lib/flame.ts'
import { formatDuration, plural } from '../../lib/format.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import type { SpanNode } from '../../lib/span-tree.ts'
import { Dot } from '../../ui/marks.tsx'
import { Minimap } from './minimap.tsx'
import { FlameRuler } from './ruler.tsx'
import { TimeSpent } from './time-spent.tsx'
import type { Waterfall } from './use-waterfall.ts'
import { useZoomWheel } from './use-zoom-wheel.ts'
import styles from './flame.module.css'

/** The trace as an icicle: the same colours, window and selection as the waterfall. */
export function FlameGraph({ waterfall }: { waterfall: Waterfall }) {
  const [hovered, setHovered] = useState<FlameBlock>()
  return (
    <div className={styles.flame}>
      <Minimap waterfall={waterfall} />
      <FlameRuler waterfall={waterfall} />
      <Icicle waterfall={waterfall} hovered={hovered} onHover={setHovered} />
      <Readout block={hovered} selected={waterfall.selected} />
      <TimeSpent tree={waterfall.tree} />
    </div>
  )
}

interface IcicleProps {
  waterfall: Waterfall
  hovered: FlameBlock | undefined
  onHover: (block: FlameBlock | undefined) => void
}

function Icicle({ waterfall, hovered, onHover }: IcicleProps) {
  const { tree, root, window, selected, isDim, select, zoomTo } = waterfall
  const pane = useRef<HTMLDivElement>(null)
  const blocks = useRef<readonly FlameBlock[]>([])
  const nodes = useMemo(() => (root ? tree.nodes.slice(root.index, root.end) : tree.nodes), [tree, root])
  const layout = useMemo(() => layoutFlame(tree.nodes), [tree])
  const top = root ? (layout.lanes[root.index] ?? 0) : 0
  const laneCount = useMemo(() => nodes.reduce((most, { index }) => Math.max(most, (layout.lanes[index] ?? 0) + 1 - top), 1), [nodes, top])
  const { canvas, redraw } = useCanvas((context, width, height) => {
    const x = (ms: number): number => AXIS_PAD_PX + ((ms - window[0]) / (window[1] - window[0])) * (width - 2 * AXIS_PAD_PX)
    const scrollPx = (pane.current?.scrollTop ?? 0) + top * LANE_PX
    const first = Math.floor(scrollPx / LANE_PX)
    blocks.current = flameBlocks({ nodes, layout, x, width, lanes: [first, first + Math.ceil(height / LANE_PX) + 1] })
    drawFlame(context, width, height, { blocks: blocks.current, scrollPx, window, x, selected, hovered: hovered?.node, isDim })
  })
  useZoomWheel(pane, waterfall)
  const blockAt = (event: PointerEvent<HTMLElement> | React.MouseEvent<HTMLElement>): FlameBlock | undefined => {
    const box = canvas.current?.getBoundingClientRect()
    if (!box) return undefined
    const lane = Math.floor((event.clientY - box.top + (pane.current?.scrollTop ?? 0)) / LANE_PX) + top
    const x = event.clientX - box.left
    return blocks.current.findLast((block) => block.lane === lane && x >= block.left - 1 && x <= block.right + 1)
  }
  return (
    <div
      ref={pane}
      className={styles.pane}
      role="group"
      aria-label="Flame graph: arrows move between spans, f zooms to one"
      tabIndex={0}
      onScroll={redraw}
      onKeyDown={(event) => onKeyDown(event, waterfall)}
      onPointerMove={(event) => {
        const block = blockAt(event)
        if (block?.node !== hovered?.node || block?.count !== hovered?.count) onHover(block)
      }}
      onPointerLeave={() => onHover(undefined)}
      onClick={(event) => select(blockAt(event)?.node)}
      onDoubleClick={(event) => {
        const block = blockAt(event)
        if (block) zoomTo(block.node)
      }}
    >
      <div style={{ height: laneCount * LANE_PX + 8 }}>
        <div className={styles.canvas}>
          <canvas ref={canvas} aria-hidden />
        </div>
      </div>
    </div>
  )
}

function onKeyDown(event: KeyboardEvent, { tree, selected, select }: Waterfall): void {
  if (event.ctrlKey || event.metaKey || event.altKey || !event.key.startsWith('Arrow')) return
  event.preventDefault()
  select(selected ? flameNeighbour(tree.nodes, selected, event.key) : tree.nodes[0])
}

/** What is under the pointer, else what is selected: also for those who hear it. */
function Readout({ block, selected }: { block: FlameBlock | undefined; selected: SpanNode | undefined }) {
  const node = block?.node ?? selected
  if (!node) return <div className={styles.readout} />
  const { span, role, error, durationMs, selfMs, offsetMs } = node
  const many = block !== undefined && block.count > 1
  return (
    <div className={styles.readout} aria-live={block ? 'off' : 'polite'}>
      <Dot colour={error === undefined ? SPAN_ROLES[role].colour : '--crit-s'} />
      <b className="ell">{span.name || '(no name)'}</b>
      {many ? (
        <span>{plural(block.count, 'span')} alike, too narrow to be told apart: zoom in</span>
      ) : (
        <span className="num">
          {formatDuration(durationMs)} · itself {formatDuration(selfMs)} · from {formatDuration(offsetMs)}
        </span>
      )}
      {error !== undefined && !many && <span className={`${styles.error} ell`}>{error}</span>}
    </div>
  )
}
