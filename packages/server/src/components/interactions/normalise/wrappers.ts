/** Steps around calls, taken as calls themselves where what they wrap was never exported. */
import type { Call } from './calls.ts'
import { callOf } from './calls.ts'
import { looksLikeModelError } from './failures.ts'
import type { CallPart } from './reading.ts'
import { contains, type TraceTree } from './trace-tree.ts'

export function standIns(tree: TraceTree, calls: readonly Call[]): Call[] {
  if (!tree.wrappers.some((part) => part.evidence !== '')) return []
  const inside = new Inside(tree, calls)
  const bare = tree.wrappers.filter(
    (part) => part.evidence === 'model' && part.reading.operation !== 'create_agent' && !inside.hasCall(part),
  )
  // Of steps within steps, the innermost is nearest to the call.
  const outer = new Set(bare.flatMap((part) => tree.above(part)))
  const made = bare.filter((part) => !outer.has(part)).map((part) => callOf(part, tree.logs.get(part.spanId)))
  const all = made.length === 0 ? inside : new Inside(tree, [...calls, ...made])
  return [...made, ...tree.wrappers.filter((part) => standsAlone(tree, part, all)).map(fromApplication)]
}

/**
 * An application's own step. It stands for a call when it is the outermost, and nothing below it is one; or when it
 * failed with a model API's error that no call below it has.
 */
function standsAlone(tree: TraceTree, part: CallPart, inside: Inside): boolean {
  if (part.evidence !== 'app' || tree.above(part).some((above) => above.role === 'wrapper' || above.role === 'call')) return false
  const { failure } = part.reading
  if (failure && looksLikeModelError(failure))
    return !inside.calls.some((call) => isDuring(call.part, part) && (call.failed || call.http.some((request) => request.reading.failure)))
  return !inside.hasCall(part) && !inside.hasTool(part) && !inside.calls.some((call) => isDuring(call.part, part))
}

function isDuring(part: CallPart, step: CallPart): boolean {
  return part.startNs < step.endNs && step.startNs < part.endNs
}

/** What lies below each step: in the tree, or cut off from it and within its time. */
class Inside {
  readonly calls: readonly Call[]
  private readonly aboveCalls: Set<CallPart>
  private readonly aboveTools: Set<CallPart>
  private readonly cutOff: CallPart[]

  constructor(tree: TraceTree, calls: readonly Call[]) {
    this.calls = calls
    this.aboveCalls = new Set(calls.flatMap((call) => tree.above(call.part)))
    this.aboveTools = new Set([...tree.spans.values()].filter((part) => part.role === 'tool').flatMap((part) => tree.above(part)))
    this.cutOff = calls.map((call) => call.part).filter((part) => tree.isCutOff(part))
  }

  hasCall(step: CallPart): boolean {
    return this.aboveCalls.has(step) || this.cutOff.some((part) => contains(step, part))
  }

  hasTool(step: CallPart): boolean {
    return this.aboveTools.has(step)
  }
}

/** What a step took and gave is the application's, not the model's: no tokens, no models. */
function fromApplication(part: CallPart): Call {
  const { userId, organizationId, sessionId, requestId, tags, failure, input, output } = part.reading
  const reading = {
    operation: '',
    tokens: {},
    userId,
    organizationId,
    sessionId,
    requestId,
    failure,
    input,
    output,
    tags: { ...tags, evidence: 'wrapper' },
  }
  return callOf({ ...part, reading })
}
