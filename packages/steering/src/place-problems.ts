/** Where in a text the mistakes of a policy stand, so that whoever edits it can go there. */
import { LineCounter, parseDocument } from 'yaml'
import type { PolicyProblem } from './problems.ts'

/** A place that is not there, such as a missing field, is that of what should hold it. */
export function placeProblems(text: string, problems: readonly PolicyProblem[]): PolicyProblem[] {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, logLevel: 'silent' })
  const [broken] = document.errors
  if (broken) return problems.map((problem) => ({ ...problem, ...placeOf(broken.linePos?.[0]) }))
  return problems.map((problem) => {
    const steps = stepsOf(problem.path)
    // The same rules under RelayCore's other name.
    if (steps[0] === 'rules' && document.has('routing_rules')) steps[0] = 'routing_rules'
    for (; steps.length > 0; steps.pop()) {
      const start = startOf(document.getIn(steps, true))
      if (start !== undefined) return { ...problem, ...placeOf(lines.linePos(start)) }
    }
    return problem
  })
}

/** `rules[3].conditions[0]` as its steps. */
const stepsOf = (path: string): (string | number)[] =>
  (path.match(/[^.[\]]+/g) ?? []).map((step) => (/^\d+$/.test(step) ? Number(step) : step))

const placeOf = (place: { line: number; col: number } | undefined) => (place === undefined ? {} : { line: place.line, column: place.col })

function startOf(node: unknown): number | undefined {
  if (typeof node !== 'object' || node === null || !('range' in node) || !Array.isArray(node.range)) return undefined
  const [start] = node.range as unknown[]
  return typeof start === 'number' ? start : undefined
}
