/** Which calls are attempts at one thing: the same prompt again, under the same parent, after a failure. */
import type { CallGroup } from './group-calls.ts'

export function numberAttempts(groups: readonly CallGroup[]): Map<CallGroup, number> {
  const sorted = [...groups].sort((a, b) => compare(start(a), start(b)) || (a.calls[0].spanId < b.calls[0].spanId ? -1 : 1))
  const numbers = new Map<CallGroup, number>()
  const failed: CallGroup[] = []
  for (const group of sorted) {
    const at = failed.findLastIndex((earlier) => isRetryOf(group, earlier))
    numbers.set(group, at < 0 ? 1 : (numbers.get(failed[at]) ?? 1) + 1)
    if (at >= 0) failed.splice(at, 1)
    if (group.calls.every((call) => call.failed)) failed.push(group)
    if (failed.length > MAX_OPEN) failed.shift()
  }
  return numbers
}

const MAX_OPEN = 64
/** A retry's clock may start a little before the failure is written down. */
const TOLERANCE_NS = 2_000_000n

function isRetryOf(group: CallGroup, earlier: CallGroup): boolean {
  if (start(group) + TOLERANCE_NS < end(earlier)) return false
  const parents = new Set(earlier.calls.map((call) => call.parentSpanId).filter((id) => id !== ''))
  if (!group.calls.some((call) => parents.has(call.parentSpanId))) return false
  return group.calls[0].operation === earlier.calls[0].operation && sameText(group, earlier)
}

function sameText(a: CallGroup, b: CallGroup): boolean {
  const left = textOf(a)
  const right = textOf(b)
  return left === '' || right === '' || left === right
}

function textOf({ calls }: CallGroup): string {
  return calls.map((call) => call.userText).find((text) => text !== '') ?? ''
}

function start({ calls }: CallGroup): bigint {
  return calls.reduce((first, call) => (call.startNs < first ? call.startNs : first), calls[0].startNs)
}

function end({ calls }: CallGroup): bigint {
  return calls.reduce((last, call) => (call.endNs > last ? call.endNs : last), calls[0].endNs)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
