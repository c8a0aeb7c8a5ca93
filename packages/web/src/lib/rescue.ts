/** Why nothing saved a request that failed: which providers were asked for help. */
import type { SpanNode } from './span-tree.ts'

/** A sentence about a failed trace; undefined where it called no model, or a model answered after all. */
export function whyNotSaved(nodes: readonly SpanNode[]): string | undefined {
  const calls = nodes.filter(({ role, span }) => role === 'model' && span.provider)
  const failed = calls.filter(({ error }) => error !== undefined)
  const [first] = failed
  if (!first) return undefined
  const answered = calls.some((call) => call.error === undefined && call.offsetMs > first.offsetMs && !isAround(call, failed))
  if (answered) return undefined
  const providers = [...new Set(failed.map(({ span }) => span.provider ?? ''))]
  if (providers.length === 1) return 'No other provider was tried.'
  return `${listed(providers)} ${providers.length === 2 ? 'both ' : ''}failed; no other was tried.`
}

/** Whether one of the failures lies within the call: it wraps them and says nothing by itself. */
function isAround({ index, end }: SpanNode, failed: readonly SpanNode[]): boolean {
  return failed.some((one) => one.index > index && one.index < end)
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
