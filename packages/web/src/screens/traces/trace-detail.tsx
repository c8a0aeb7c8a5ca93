import type { TraceDetail } from '@relayscope/contract'
import { AlignLeft, ScrollText } from 'lucide-react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTraceInteractions } from '../../api/interactions.ts'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { useTrace } from '../../api/traces.ts'
import { formatCount } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { buildSpanTree } from '../../lib/span-tree.ts'
import { Split } from '../../ui/split.tsx'
import { Empty, FailurePane, Note, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { TabList, TabPanel, Tabs } from '../../ui/tabs.tsx'
import { CauseBanner } from './cause-banner.tsx'
import { EventsTab } from './events-tab.tsx'
import { SpanDock } from './span-dock.tsx'
import { TraceHeader } from './trace-header.tsx'
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
  { id: 'events', label: 'Events', icon: <ScrollText aria-hidden /> },
]

function Loaded({ trace, page }: { trace: TraceDetail; page: TracePage }) {
  const tree = useMemo(() => buildSpanTree(trace.spans), [trace.spans])
  const interactions = useTraceInteractions(trace.traceId, trace.startTime).data ?? []
  const writeSpan = useSpanInAddress(page)
  const waterfall = useWaterfall(tree, page.search.span, writeSpan)
  const find = useRef<HTMLInputElement>(null)
  useWaterfallShortcuts(waterfall, () => find.current?.focus())
  const tab = page.search.tab ?? 'waterfall'
  return (
    <Tabs value={tab} onChange={(id) => page.change({ tab: id === 'events' ? 'events' : undefined })} className={styles.detailBody}>
      <TraceHeader trace={trace} tree={tree} interactions={interactions} />
      <CauseBanner trace={trace} tree={tree} onShow={waterfall.select} />
      {trace.truncated && (
        <Note tone="warning">
          Showing {formatCount(trace.spans.length)} spans of {trace.spanCount === undefined ? 'more' : formatCount(trace.spanCount)}.
        </Note>
      )}
      {trace.complete === false && <Note>The root span has not arrived yet; this is what is known so far.</Note>}
      <div className={styles.tools}>
        <TabList label="Views of this trace" tabs={TABS} />
        <span className="grow" />
        {tab === 'waterfall' && <TraceTools waterfall={waterfall} find={find} />}
      </div>
      <TabPanel id="waterfall" className={styles.panel}>
        <Split
          id="traces.span"
          label="Width of the span details"
          sized="end"
          initialPx={316}
          leastPx={240}
          mostPx={640}
          start={<WaterfallView waterfall={waterfall} interactions={interactions} />}
          end={<SpanDock traceId={trace.traceId} waterfall={waterfall} interactions={interactions} page={page} />}
        />
      </TabPanel>
      <TabPanel id="events" className={styles.panel}>
        <EventsTab
          tree={tree}
          onShow={(node) => {
            waterfall.select(node)
            page.change({ tab: undefined, span: node.span.spanId })
          }}
        />
      </TabPanel>
    </Tabs>
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
  ])
}
