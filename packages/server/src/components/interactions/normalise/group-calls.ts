/**
 * Calls as single layers saw them to groups, one group per call at a provider. A layer that lies around another is the
 * same call; one that lies around several (a framework's retries, a gateway's fallbacks) is their operation, not a call.
 */
import type { Call } from './calls.ts'
import { samePairs } from './same-call.ts'

export interface CallGroup {
  /** The outermost first. */
  calls: Call[]
  /** Layers around this call and others: not calls, but they may know more of the text. */
  operations: Call[]
}

export function groupCalls(calls: readonly Call[]): CallGroup[] {
  const sets = new Sets(calls)
  for (const [a, b] of samePairs(calls)) {
    const one = a as Call
    const other = b as Call
    if (!isAbove(one, other) && !isAbove(other, one)) sets.joinLayers(one, other)
  }
  const operations = joinNested(calls, sets)
  const groups = new Map<Call, CallGroup>()
  for (const call of [...calls].sort(outermost)) {
    const root = sets.find(call)
    if (operations.has(root)) continue
    const group = groups.get(root)
    if (group) group.calls.push(call)
    else groups.set(root, { calls: [call], operations: [] })
  }
  for (const [operation, inner] of operations) {
    for (const root of inner) groups.get(sets.find(root))?.operations.push(...calls.filter((call) => sets.find(call) === operation))
  }
  return [...groups.values()]
}

/** Joins each call with the one below it, from the bottom up. Returns those that lie around several, with what lies below. */
function joinNested(calls: readonly Call[], sets: Sets): Map<Call, Set<Call>> {
  const below = new Map<Call, Call[]>()
  for (const call of calls) {
    if (!call.above || !sameKind(call, call.above)) continue
    const list = below.get(call.above)
    if (list) list.push(call)
    else below.set(call.above, [call])
  }
  const operations = new Map<Call, Set<Call>>()
  const outer = [...below.keys()].sort((a, b) => b.depth - a.depth || (a.spanId < b.spanId ? -1 : 1))
  for (const parent of outer) {
    const inner = new Set((below.get(parent) ?? []).map((call) => sets.find(call)))
    inner.delete(sets.find(parent))
    if (inner.size === 1) {
      const [only] = inner
      const known = operations.get(only)
      const joined = sets.join(parent, only)
      // Around an operation: an operation too.
      if (known) {
        operations.delete(only)
        operations.set(joined, known)
      }
    } else if (inner.size > 1) operations.set(sets.find(parent), inner)
  }
  return operations
}

function sameKind(a: Call, b: Call): boolean {
  return a.operation === '' || b.operation === '' || a.operation === b.operation
}

function isAbove(candidate: Call, call: Call): boolean {
  let above = call.above
  for (let steps = 0; above && steps < 256; steps++) {
    if (above === candidate) return true
    above = above.above
  }
  return false
}

function outermost(a: Call, b: Call): number {
  return (
    a.depth - b.depth ||
    a.part.rank - b.part.rank ||
    (a.startNs < b.startNs ? -1 : a.startNs > b.startNs ? 1 : a.spanId < b.spanId ? -1 : 1)
  )
}

/** Disjoint sets of calls. */
class Sets {
  private readonly parents = new Map<Call, Call>()
  private readonly layers = new Map<Call, Set<string>>()

  constructor(calls: readonly Call[]) {
    for (const call of calls) {
      this.parents.set(call, call)
      this.layers.set(call, new Set(call.layers))
    }
  }

  find(call: Call): Call {
    let root = call
    for (let up = this.parents.get(root); up && up !== root; up = this.parents.get(root)) root = up
    this.parents.set(call, root)
    return root
  }

  join(a: Call, b: Call): Call {
    const left = this.find(a)
    const right = this.find(b)
    if (left === right) return left
    const [root, other] = left.spanId < right.spanId ? [left, right] : [right, left]
    this.parents.set(other, root)
    for (const layer of this.layers.get(other) ?? []) this.layers.get(root)?.add(layer)
    return root
  }

  /** Joins two that no layer has both of. */
  joinLayers(a: Call, b: Call): void {
    const left = this.layers.get(this.find(a))
    const right = this.layers.get(this.find(b))
    if (left && right && [...left].every((layer) => !right.has(layer))) this.join(a, b)
  }
}
