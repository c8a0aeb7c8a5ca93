/** A recorded input with some of its fields changed. The record itself is not touched. */
import type { ReplayBody } from '@relayscope/contract'
import { compilePolicy, evaluate } from '@relayscope/steering'

type Edit = ReplayBody['input'][number]

/** The evaluator's own writing into an input, so that a path means here what it means in a rule. */
export function editInput(input: unknown, edits: readonly Edit[]): unknown {
  if (edits.length === 0) return input
  const actions = edits.map(({ field, value }) => ({
    type: 'transform',
    params: {
      transformation: value === undefined ? { field, operation: 'delete' } : { field, operation: 'replace', value },
    },
  }))
  const rule = { id: 'edit', name: 'edit', actions: actions.slice(0, 32), continue: true }
  const rest = actions.length > 32 ? editInput(input, edits.slice(32)) : input
  return evaluate(compilePolicy({ rules: [rule] }), rest, { reasons: false }).input
}
