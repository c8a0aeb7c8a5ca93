/** The parts of a trace by span, each once, in an order that does not depend on how they came. */
import type { CallPart } from './reading.ts'

const MAX_DEPTH = 256

export class TraceTree {
  readonly spans = new Map<string, CallPart>()
  /** By the span they belong to, in the order they were written. */
  readonly logs = new Map<string, CallPart[]>()
  readonly wrappers: CallPart[]
  readonly http: CallPart[]
  private readonly servers: CallPart[]

  constructor(parts: readonly CallPart[]) {
    const seen = new Set<string>()
    for (const part of [...parts].sort(byPlace)) {
      if (part.role !== 'log') {
        const known = this.spans.get(part.spanId)
        if (!known || isFuller(part, known)) this.spans.set(part.spanId, part)
      } else if (!seen.has(part.digest)) {
        seen.add(part.digest)
        const logs = this.logs.get(part.spanId)
        if (logs) logs.push(part)
        else this.logs.set(part.spanId, [part])
      }
    }
    const spans = [...this.spans.values()]
    this.wrappers = spans.filter((part) => part.role === 'wrapper')
    this.http = spans.filter((part) => part.role === 'http')
    this.servers = spans.filter((part) => part.role === 'server')
  }

  /** The known spans above one, the nearest first. */
  above(part: CallPart): CallPart[] {
    const found: CallPart[] = []
    const seen = new Set([part.spanId])
    let next = this.spans.get(part.parentSpanId)
    while (next && !seen.has(next.spanId) && found.length < MAX_DEPTH) {
      found.push(next)
      seen.add(next.spanId)
      next = this.spans.get(next.parentSpanId)
    }
    return found
  }

  /** Whether the way up ends at a span that is not here: not a part of a call, not arrived, or never exported. */
  isCutOff(part: CallPart): boolean {
    const top = this.above(part).at(-1) ?? part
    return top.parentSpanId !== ''
  }

  /** The call that an HTTP request was made for, and what lies between. */
  pathTo<Call>(part: CallPart, calls: ReadonlyMap<string, Call>): { call: Call; through: CallPart[] } | undefined {
    const through: CallPart[] = []
    for (const above of [part, ...this.above(part)]) {
      const call = calls.get(above.spanId) ?? calls.get(above.parentSpanId)
      if (above !== part) through.push(above)
      if (call !== undefined) return { call, through }
      // What a tool requests is its own business.
      if (above.role === 'tool') return undefined
    }
    // A gateway's own steps are no parts: its requests are found by the time of the request it serves.
    const server = this.servers.find(
      (candidate) => candidate !== part && !through.includes(candidate) && candidate.service === part.service && contains(candidate, part),
    )
    if (!server || part.role === 'server') return undefined
    const path = this.pathTo(server, calls)
    return path && { call: path.call, through: [...through, server, ...path.through] }
  }
}

export function contains(outer: Pick<CallPart, 'startNs' | 'endNs'>, inner: Pick<CallPart, 'startNs' | 'endNs'>): boolean {
  return outer.startNs <= inner.startNs && inner.endNs <= outer.endNs
}

function byPlace(a: CallPart, b: CallPart): number {
  if (a.startNs !== b.startNs) return a.startNs < b.startNs ? -1 : 1
  if (a.spanId !== b.spanId) return a.spanId < b.spanId ? -1 : 1
  return a.sequence - b.sequence || (a.digest < b.digest ? -1 : a.digest > b.digest ? 1 : 0)
}

/** Of a span that came twice, the fuller one: the first may have been cut short. */
function isFuller(one: CallPart, other: CallPart): boolean {
  if (one.endNs !== other.endNs) return one.endNs > other.endNs
  return one.bytes > other.bytes
}
