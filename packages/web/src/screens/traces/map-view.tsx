import { useMemo } from 'react'
import { Graph } from '../../charts/graph.tsx'
import { formatCount, formatDuration, plural } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import { type MapCall, type MapPlace, type PlaceKind, placesOf, traceMap } from '../../lib/trace-map.ts'
import { Dot } from '../../ui/marks.tsx'
import { Empty, Note } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { TimeSpent } from './time-spent.tsx'
import type { Waterfall } from './use-waterfall.ts'
import styles from './map.module.css'

const SIZES = { node: { width: 184, height: 64 }, label: { width: 108, height: 38 } } as const

/** Who called whom in this trace, how often, and how long it took. Each node and edge leads to the span to look at first. */
export function TraceMap({ waterfall }: { waterfall: Waterfall }) {
  const { tree, root, selected, matches, select } = waterfall
  const graph = useMemo(() => traceMap(tree.nodes), [tree])
  const here = useMemo(() => new Set(selected && placesOf(selected, tree.nodes).slice(0, 1)), [selected, tree])
  const found = useMemo(() => matches && new Set(matches.flatMap((node) => placesOf(node, tree.nodes))), [matches, tree])
  const mostMs = graph.places.reduce((most, { selfMs }) => Math.max(most, selfMs), 0.001)
  if (graph.places.length === 0) return <Empty title="No spans yet" />
  return (
    <div className={styles.map}>
      {graph.left > 0 && <Note>{plural(graph.left, 'place')} with fewer spans are not drawn.</Note>}
      {root && <Note>The map is of the whole trace, also while {root.span.name} is the root.</Note>}
      <Graph
        label={`Map of the trace: ${plural(graph.places.length, 'place')}, ${plural(graph.calls.length, 'connection')}`}
        nodes={graph.places}
        edges={graph.calls}
        sizes={SIZES}
        edgePx={({ count }) => Math.min(5, 1.25 + Math.log2(count) * 0.5)}
        isFailed={({ errors }) => errors > 0}
        renderNode={(place) => (
          <PlaceCard
            place={place}
            share={place.selfMs / mostMs}
            current={here.has(place.id)}
            dim={found !== undefined && !found.has(place.id)}
            onOpen={() => select(place.foremost)}
          />
        )}
        renderEdge={(call) => <CallLabel call={call} onOpen={() => select(call.foremost)} />}
      />
      <TimeSpent tree={tree} />
    </div>
  )
}

const KIND_WORDS: Readonly<Record<PlaceKind, string>> = {
  service: 'Service',
  provider: 'Provider',
  database: 'Database',
  queue: 'Queue',
  external: 'Outside',
}

function colourOf({ kind, name }: MapPlace): string {
  if (kind === 'provider') return providerColour(name)
  if (kind === 'database' || kind === 'queue') return SPAN_ROLES[kind].colour
  return SPAN_ROLES.internal.colour
}

interface CardProps {
  place: MapPlace
  /** Of the time of the busiest one. */
  share: number
  current: boolean
  dim: boolean
  onOpen: () => void
}

function PlaceCard({ place, share, current, dim, onOpen }: CardProps) {
  const { name, kind, spans, errors, selfMs } = place
  return (
    <button
      type="button"
      className={styles.card}
      aria-current={current || undefined}
      data-dim={dim || undefined}
      data-failed={errors > 0 || undefined}
      title={`${name}: itself at work for ${formatDuration(selfMs)}`}
      onClick={onOpen}
    >
      <span className={styles.name}>
        <Dot colour={colourOf(place)} />
        <b className="ell">{name}</b>
        <span className="grow" />
        {errors > 0 && (
          <span className={`${styles.errors} num`}>
            <StatusShape status="error" label="failed" />
            {formatCount(errors)}
          </span>
        )}
      </span>
      <span className={`${styles.facts} num ell`}>
        {KIND_WORDS[kind]} · {plural(spans, 'span')} · {formatDuration(selfMs)}
      </span>
      <i className={styles.share} style={{ width: `${Math.max(1, share * 100)}%`, background: `var(${colourOf(place)})` }} />
    </button>
  )
}

function CallLabel({ call, onOpen }: { call: MapCall; onOpen: () => void }) {
  const { count, errors, sumMs } = call
  return (
    <button type="button" className={`${styles.call} num`} data-failed={errors > 0 || undefined} onClick={onOpen}>
      <span>
        {plural(count, 'call')} · {formatDuration(sumMs)}
      </span>
      {errors > 0 && <span className={styles.failed}>{formatCount(errors)} failed</span>}
    </button>
  )
}
