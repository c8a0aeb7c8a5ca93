/** Everything of the range on one clock: what happened at the same time lines up. */
import type { Overview } from '@relayscope/contract'
import { GitCompareArrows, ListTree, ZoomIn } from 'lucide-react'
import { useMemo } from 'react'
import { useTimeScale } from '../../charts/board-context.ts'
import { Lane, type LaneProps } from '../../charts/lane.tsx'
import type { Annotation } from '../../charts/place-flags.ts'
import { StateStrip } from '../../charts/state-strip.tsx'
import { TimeBoard } from '../../charts/time-board.tsx'
import { bucketAt, type Buckets } from '../../lib/buckets.ts'
import { formatShare } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { endsNow, rangeOf } from '../../lib/time-range.ts'
import { annotationsOf } from './annotations.ts'
import { lanesOf, SEVERAL } from './board-lanes.ts'
import styles from './overview.module.css'
import type { OverviewPage } from './use-overview-page.ts'

const NAMES = { api: 'API', cache: 'Cache', db: 'DB', queue: 'Queue', models: 'Models' } as const
const REPORTED_BY = {
  api: 'No request was reported',
  cache: 'No span of a component "cache" was reported',
  db: 'No span with db.* attributes was reported',
  queue: 'No span with messaging.* attributes was reported',
  models: 'No call of a model was reported',
} as const
/** After a change, so long is compared with the same time before it. */
const AFTER_CHANGE_MS = 30 * 60_000

/** `share`: how much taller than usual the lanes may be. */
export function Board({ data, page, share }: { data: Overview; page: OverviewPage; share: number }) {
  const { scale, magnifiable } = useTimeScale(parseInstant(data.from), parseInstant(data.to), endsNow(page.range))
  const buckets = useMemo((): Buckets => ({ starts: data.starts, ends: data.ends }), [data.starts, data.ends])
  const lanes = useMemo(() => lanesOf(data, buckets), [data, buckets])
  const annotations = useMemo(() => annotationsOf(data), [data])
  const brush = useMemo(
    () => [
      { id: 'zoom', label: 'Zoom', icon: <ZoomIn />, run: (fromMs: number, toMs: number) => page.setRange(rangeOf(fromMs, toMs)) },
      {
        id: 'traces',
        label: 'Traces',
        icon: <ListTree />,
        run: (fromMs: number, toMs: number) => page.openTraces({ fromMs, toMs, q: '' }),
      },
      { id: 'changed', label: 'What changed', icon: <GitCompareArrows />, run: page.compare },
    ],
    [page],
  )
  const onAnnotation = ([first]: readonly Annotation[]): void => {
    if (first) page.compare(first.atMs, Math.min(scale.toMs, first.endMs ?? first.atMs + AFTER_CHANGE_MS))
  }
  const filterBy = (provider: string): void => {
    if (provider !== '' && provider !== SEVERAL) page.change({ provider })
  }
  return (
    <section className={styles.card}>
      <TimeBoard
        label="Timeline"
        scale={scale}
        magnifiable={magnifiable}
        nowMs={parseInstant(data.now)}
        brush={brush}
        annotations={annotations}
        onAnnotation={onAnnotation}
        onPick={(instantMs, lane) => openPoint(data, page, buckets, instantMs, lane)}
      >
        <div className={styles.health}>
          <h2>System Health</h2>
          {data.health.map(({ component, share: good, states }) => (
            <StateStrip
              key={component}
              title={NAMES[component]}
              value={good === null ? '–' : formatShare(good)}
              buckets={buckets}
              states={states}
              {...(good === null && { none: REPORTED_BY[component] })}
            />
          ))}
        </div>
        {lanes.map(({ weight, ...lane }) => (
          <Lane
            key={lane.title}
            {...lane}
            heightPx={Math.max(Math.round(weight * share), labelHeight(lane))}
            {...(lane.kind === 'stack' && { onSeries: filterBy })}
          />
        ))}
      </TimeBoard>
    </section>
  )
}

const READOUT_PX = 76
const LEGEND_ROW_PX = 17

/** A plot is as tall as the legend beside it, or there would be a hole under it. */
function labelHeight({ kind, series }: LaneProps): number {
  return kind === 'stack' ? READOUT_PX + LEGEND_ROW_PX * series.length : 0
}

/** The requests behind a point: those of its bucket, as the lane looks at them. */
function openPoint(data: Overview, page: OverviewPage, buckets: Buckets, instantMs: number, lane: string | undefined): void {
  const at = bucketAt(buckets, instantMs)
  if (at < 0) return
  const [fromMs, toMs] = [buckets.starts[at] ?? 0, buckets.ends[at] ?? 0]
  const part = data.health.find(({ component }) => NAMES[component] === lane)
  if (part?.component === 'models') return page.openInteractions(fromMs, toMs, isWell(part.states[at]) ? '' : 'status:error')
  if (part) {
    const failed = part.component === 'api' ? 'status:error' : 'errors:>0'
    return page.openTraces({ fromMs, toMs, q: [isWell(part.states[at]) ? '' : failed, part.query].filter((term) => term !== '').join(' ') })
  }
  page.openTraces({
    fromMs,
    toMs,
    q: lane === 'Error Rate' ? 'status:error' : '',
    sort: lane === 'Latency (p95)' ? 'duration' : lane === 'Spend' ? 'cost' : undefined,
  })
}

function isWell(state: Overview['health'][number]['states'][number] | undefined): boolean {
  return state !== 'degraded' && state !== 'critical'
}
