import type { AIInteraction, TraceDetail } from '@relayscope/contract'
import { AlignLeft, Flame, ScrollText, Workflow } from 'lucide-react'
import { type ReactNode, useCallback, useEffect, useMemo, useRef } from 'react'
import { useTraceInteractions } from '../../api/interactions.ts'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { useTrace } from '../../api/traces.ts'
import { dockSideStore, moveDock } from '../../lib/dock-side.ts'
import { formatCount } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { buildSpanTree, type SpanNode } from '../../lib/span-tree.ts'
import { useStore } from '../../lib/store.ts'
import { Split } from '../../ui/split.tsx'
import { Empty, FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { TabList, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { CauseBanner } from './cause-banner.tsx'
import { SpanDock } from './span-dock.tsx'
import { isFolded } from './span-folds.ts'
import { TraceHeader } from './trace-header.tsx'
import { EventsView, FlameView, MapView } from './other-views.tsx'
import { TraceTools } from './trace-tools.tsx'
import styles from './traces.module.css'
import type { TracePage } from './use-trace-page.ts'
import { useWaterfall, type Waterfall } from './use-waterfall.ts'
import { WaterfallView } from './waterfall.tsx'

export function TraceDetailPane({ traceId, page }: { traceId: string; page: TracePage }) {
  const { data, error, isPending, isFetching, refetch } = useTrace(traceId)
  if (isPending) return <SkeletonRows rowHeight={28} rows={16} />
  if (!data) {
    return isNotFound(error) ? (
      <Empty title="This trace is not here">
        <p>
          There is no trace <span className="mono">{traceId}</span>, or it is older than what is kept.
        </p>
      </Empty>
    ) : (
      <FailurePane what="The trace could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
    )
  }
  return (
    <section className={styles.detail} aria-label="Trace details">
      <ProgressLine busy={isFetching} />
      <Loaded trace={data} page={page} />
    </section>
  )
}

const TABS = [
  { id: 'waterfall', label: 'Waterfall', icon: <AlignLeft aria-hidden /> },
  { id: 'flame', label: 'Flame', icon: <Flame aria-hidden /> },
  { id: 'map', label: 'Map', icon: <Workflow aria-hidden /> },
  { id: 'events', label: 'Events', icon: <ScrollText aria-hidden /> },
]

const VIEWS = ['flame', 'map', 'events'] as const

function Loaded({ trace, page }: { trace: TraceDetail; page: TracePage }) {
  const tree = useMemo(() => buildSpanTree(trace.spans), [trace.spans])
  const interactions = useTraceInteractions(trace.traceId, trace.startTime).data ?? NO_INTERACTIONS
  const writeSpan = useSpanInAddress(page)
  const waterfall = useWaterfall(tree, page.search.span, writeSpan)
  const find = useRef<HTMLInputElement>(null)
  useWaterfallShortcuts(waterfall, () => find.current?.focus())
  const tab = page.search.tab ?? 'waterfall'
  const dock = <Dock trace={trace} waterfall={waterfall} interactions={interactions} page={page} />
  const beside = (view: ReactNode): ReactNode => <WithDock view={view} dock={dock} />
  const showInWaterfall = (node: SpanNode): void => {
    waterfall.select(node)
    page.change({ tab: undefined, span: node.span.spanId })
  }
  return (
    <Tabs value={tab} onChange={(id) => page.change({ tab: VIEWS.find((view) => view === id) })} className={styles.detailBody}>
      <TraceHeader trace={trace} tree={tree} interactions={interactions} />
      <CauseBanner trace={trace} tree={tree} onShow={waterfall.select} />
      <TraceNotes trace={trace} />
      <div className={styles.tools}>
        <TabList label="Views of this trace" tabs={TABS} />
        <span className="grow" />
        {tab !== 'events' && <TraceTools waterfall={waterfall} find={find} rows={tab === 'waterfall'} />}
      </div>
      <TabPanel id="waterfall" className={styles.panel}>
        {beside(<WaterfallView waterfall={waterfall} interactions={interactions} />)}
      </TabPanel>
      <TabPanel id="flame" className={styles.panel}>
        {beside(<FlameView waterfall={waterfall} />)}
      </TabPanel>
      <TabPanel id="map" className={styles.panel}>
        {beside(<MapView waterfall={waterfall} />)}
      </TabPanel>
      <TabPanel id="events" className={styles.panel}>
        <EventsView tree={tree} onShow={showInWaterfall} />
      </TabPanel>
    </Tabs>
  )
}

const NO_INTERACTIONS: readonly AIInteraction[] = []

interface DockProps {
  trace: TraceDetail
  waterfall: Waterfall
  interactions: readonly AIInteraction[]
  page: TracePage
}

function Dock({ trace, waterfall, interactions, page }: DockProps) {
  const { tree, selected, selectedGroup, folds, root, rowActions } = waterfall
  return (
    <SpanDock
      traceId={trace.traceId}
      tree={tree}
      node={selected}
      group={selectedGroup}
      folded={selectedGroup !== undefined && isFolded(folds, selectedGroup)}
      isRoot={selected !== undefined && selected === root}
      actions={rowActions}
      interactions={interactions}
      page={page}
    />
  )
}

/** What must be known to read the trace right. */
function TraceNotes({ trace }: { trace: TraceDetail }) {
  return (
    <>
      {trace.truncated && (
        <Note tone="warning">
          Showing {formatCount(trace.spans.length)} spans of {trace.spanCount === undefined ? 'more' : formatCount(trace.spanCount)}.
        </Note>
      )}
      {trace.complete === false && <Note>The root span has not arrived yet; this is what is known so far.</Note>}
    </>
  )
}

/** A view with the details of the selected span beside or below it. */
function WithDock({ view, dock }: { view: ReactNode; dock: ReactNode }) {
  const side = useStore(dockSideStore)
  return side === 'right' ? (
    <Split
      key="right"
      id="traces.span"
      label="Width of the span details"
      sized="end"
      initialPx={316}
      leastPx={240}
      mostPx={640}
      start={view}
      end={dock}
    />
  ) : (
    <Split
      key="bottom"
      id="traces.span.below"
      label="Height of the span details"
      direction="down"
      sized="end"
      initialPx={260}
      leastPx={120}
      mostPx={640}
      start={view}
      end={dock}
    />
  )
}

const WRITE_AFTER_MS = 120

/** The selected span goes to the address a moment later, so that running through rows does not. */
function useSpanInAddress(page: TracePage): (spanId: string) => void {
  const latest = useRef(page.change)
  latest.current = page.change
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])
  return useCallback((span) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => latest.current({ span }), WRITE_AFTER_MS)
  }, [])
}

function useWaterfallShortcuts(waterfall: Waterfall, focusFind: () => void): void {
  const { selected, root, errors } = waterfall
  useShortcuts('Waterfall', [
    { keys: 'e', label: 'Next error', run: () => waterfall.moveTo(errors, 1) },
    { keys: 'E', label: 'Previous error', run: () => waterfall.moveTo(errors, -1) },
    { keys: 'f', label: 'Zoom to the span', run: () => selected && waterfall.zoomTo(selected) },
    { keys: '0', label: 'The whole trace', run: () => (waterfall.setRoot(undefined), waterfall.resetWindow()) },
    { keys: '.', label: 'Make this span the root', run: () => waterfall.setRoot(selected === root ? undefined : selected) },
    { keys: 'p', label: 'Critical path', run: () => waterfall.setOnlyCritical(!waterfall.onlyCritical) },
    { keys: 'n', label: 'Find in the trace', run: focusFind },
    { keys: 'b', label: 'Details on the right or below', run: moveDock },
  ])
}
