/** Who took part in a trace and who called whom: services, and the providers, databases and queues they called. */
import type { SpanNode } from './span-tree.ts'

export type PlaceKind = 'service' | 'provider' | 'database' | 'queue' | 'external'

export interface MapPlace {
  readonly id: string
  readonly name: string
  readonly kind: PlaceKind
  spans: number
  errors: number
  /** Time its spans were at work themselves. */
  selfMs: number
  /** The span to look at first: the longest that failed, else the longest. */
  foremost: SpanNode
}

export interface MapCall {
  readonly from: string
  readonly to: string
  count: number
  errors: number
  /** Of all its calls together. */
  sumMs: number
  foremost: SpanNode
}

export interface TraceMapGraph {
  readonly places: readonly MapPlace[]
  readonly calls: readonly MapCall[]
  /** Places that are not shown, because there are too many. */
  readonly left: number
}

export const MOST_PLACES = 60
/** How far below a call its other end is looked for. */
const MOST_BELOW = 200

export function traceMap(nodes: readonly SpanNode[]): TraceMapGraph {
  const places = new Map<string, MapPlace>()
  const calls = new Map<string, MapCall>()
  for (const node of nodes) {
    const home = homeOf(node)
    const parent = nodes[node.parent]
    if (parent && homeOf(parent) !== home) addCall(calls, homeOf(parent), home, node)
    const peer = peerOf(node, nodes)
    if (peer) {
      addSpan(places, peer.id, peer.name, peer.kind, node, node.selfMs)
      addCall(calls, home, peer.id, node)
    }
    addSpan(places, home, node.span.service || '(no service)', 'service', node, peer ? 0 : node.selfMs)
  }
  const kept = [...places.values()].toSorted((left, right) => right.spans - left.spans).slice(0, MOST_PLACES)
  const ids = new Set(kept.map(({ id }) => id))
  return {
    places: [...places.values()].filter(({ id }) => ids.has(id)),
    calls: [...calls.values()].filter(({ from, to }) => ids.has(from) && ids.has(to)),
    left: places.size - kept.length,
  }
}

/** The places a span stands for: where it ran, and what it called from there. */
export function placesOf(node: SpanNode, nodes: readonly SpanNode[]): string[] {
  const peer = peerOf(node, nodes)
  return peer ? [peer.id, homeOf(node)] : [homeOf(node)]
}

function homeOf({ span }: SpanNode): string {
  return `service ${span.service ?? ''}`
}

/** What is at the other end of a call, where it has sent no spans of its own. */
function peerOf(node: SpanNode, nodes: readonly SpanNode[]): Pick<MapPlace, 'id' | 'name' | 'kind'> | undefined {
  const named = namedPeer(node)
  if (!named) return undefined
  const home = homeOf(node)
  const end = Math.min(node.end, node.index + 1 + MOST_BELOW)
  for (let at = node.index + 1; at < end; at++) {
    const below = nodes[at]
    if (!below) break
    // The other end speaks for itself, or a span below is the call itself.
    if (homeOf(below) !== home || namedPeer(below)?.name === named.name) return undefined
  }
  return { ...named, id: `${named.kind} ${named.name}` }
}

function namedPeer({ span, role }: SpanNode): Pick<MapPlace, 'name' | 'kind'> | undefined {
  const { tags } = span
  const database = tags['db.system.name'] ?? tags['db.system']
  if (role === 'model') return span.provider ? { kind: 'provider', name: span.provider } : undefined
  if (database) return { kind: 'database', name: database }
  if (tags['messaging.system']) return { kind: 'queue', name: tags['messaging.system'] }
  if (span.kind !== 'client' && span.kind !== 'producer') return undefined
  const name = tags['peer.service'] ?? tags['server.address']
  return name ? { kind: 'external', name } : undefined
}

function addSpan(places: Map<string, MapPlace>, id: string, name: string, kind: PlaceKind, node: SpanNode, selfMs: number): void {
  const place = places.get(id) ?? { id, name, kind, spans: 0, errors: 0, selfMs: 0, foremost: node }
  place.spans++
  if (node.error !== undefined) place.errors++
  place.selfMs += selfMs
  place.foremost = foremost(place.foremost, node)
  places.set(id, place)
}

function addCall(calls: Map<string, MapCall>, from: string, to: string, node: SpanNode): void {
  const key = `${from}\n${to}`
  const call = calls.get(key) ?? { from, to, count: 0, errors: 0, sumMs: 0, foremost: node }
  call.count++
  if (node.error !== undefined) call.errors++
  call.sumMs += node.durationMs
  call.foremost = foremost(call.foremost, node)
  calls.set(key, call)
}

function foremost(one: SpanNode, other: SpanNode): SpanNode {
  if ((one.error === undefined) !== (other.error === undefined)) return one.error === undefined ? other : one
  return other.durationMs > one.durationMs ? other : one
}
