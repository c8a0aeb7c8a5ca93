/** Steps around calls, taken as calls themselves where what they wrap was never exported. */
import type { Call } from './calls.ts'
import { callOf } from './calls.ts'
import { looksLikeModelError } from './failures.ts'
import type { CallPart } from './reading.ts'
import { contains, type TraceTree } from './trace-tree.ts'

export function standIns(tree: TraceTree, calls: readonly Call[]): Call[] {
  const models = tree.wrappers.filter((part) => part.evidence === 'model' && part.reading.operation !== 'create_agent')
  const bare = models.filter((part) => !calls.some((call) => isBelow(tree, call.part, part)))
  // Of steps within steps, the innermost is nearest to the call.
  const chosen = bare.filter((part) => !bare.some((other) => other !== part && tree.above(other).includes(part)))
  const made = chosen.map((part) => callOf(part, tree.logs.get(part.spanId)))
  return [...made, ...tree.wrappers.filter((part) => standsAlone(tree, part, [...calls, ...made])).map(fromApplication)]
}

/**
 * An application's own step. It stands for a call when it is the outermost, and nothing below it is one; or when it
 * failed with a model API's error that no call below it has.
 */
function standsAlone(tree: TraceTree, part: CallPart, calls: readonly Call[]): boolean {
  if (part.evidence !== 'app' || tree.above(part).some((above) => above.role === 'wrapper' || above.role === 'call')) return false
  const inside = calls.filter((call) => isBelow(tree, call.part, part) || call.part.startNs < part.endNs && part.startNs < call.part.endNs)
  const { failure } = part.reading
  if (failure && looksLikeModelError(failure)) return !inside.some((call) => call.failed || call.http.some((request) => request.reading.failure))
  return inside.length === 0 && ![...tree.spans.values()].some((other) => other.role === 'tool' && tree.above(other).includes(part))
}

/** What a step took and gave is the application's, not the model's: no tokens, no models. */
function fromApplication(part: CallPart): Call {
  const { userId, organizationId, sessionId, requestId, tags, failure, input, output } = part.reading
  const reading = { operation: '', tokens: {}, userId, organizationId, sessionId, requestId, failure, input, output, tags: { ...tags, evidence: 'wrapper' } }
  return callOf({ ...part, reading })
}

/** Below in the tree, or cut off from it and within its time. */
function isBelow(tree: TraceTree, part: CallPart, wrapper: CallPart): boolean {
  if (tree.above(part).includes(wrapper)) return true
  return tree.isCutOff(part) && contains(wrapper, part)
}
