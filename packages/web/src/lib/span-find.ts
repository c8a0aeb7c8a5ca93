/** Find in a trace: words in the name, the kind of work, `error`, or a share of the trace such as `> 2%`. */
import { SPAN_ROLES } from './span-kind.ts'
import type { SpanNode } from './span-tree.ts'

export function spanMatcher(query: string, traceMs: number): ((node: SpanNode) => boolean) | undefined {
  const tests = query
    .trim()
    .toLowerCase()
    .replace(/([<>])\s+/g, '$1')
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => testOf(word, traceMs))
  return tests.length === 0 ? undefined : (node) => tests.every((test) => test(node))
}

function testOf(word: string, traceMs: number): (node: SpanNode) => boolean {
  const [, sign, amount, unit] = /^([<>])(\d+(?:\.\d+)?)(%|ms|s)$/.exec(word) ?? []
  if (sign && amount && unit) {
    const limit = Number(amount) * (unit === '%' ? traceMs / 100 : unit === 's' ? 1000 : 1)
    return ({ durationMs }) => (sign === '>' ? durationMs > limit : durationMs < limit)
  }
  if (word === 'error' || word === 'errors') return ({ error }) => error !== undefined
  return ({ span, role, error }) =>
    [span.name, span.component, span.operation, span.service ?? '', span.model ?? '', SPAN_ROLES[role].label, error ?? ''].some((text) =>
      text.toLowerCase().includes(word),
    )
}
