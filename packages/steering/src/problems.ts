/** What is wrong with a policy, each with the place: `rules[3].conditions[0].operator`. */
export interface PolicyProblem {
  readonly path: string
  readonly message: string
  /** In the text, from 1; absent where it was no text or the place is not known. */
  readonly line?: number
  readonly column?: number
}

export class PolicyError extends Error {
  readonly problems: readonly PolicyProblem[]
  constructor(problems: readonly PolicyProblem[]) {
    const [first] = problems
    const more = problems.length > 1 ? `, and ${problems.length - 1} more` : ''
    super(first ? `${first.path === '' ? '' : `${first.path}: `}${first.message}${more}` : 'the policy is not valid')
    this.name = 'PolicyError'
    this.problems = problems
  }
}

export const pathText = (steps: readonly PropertyKey[]): string =>
  steps.map((step, at) => (typeof step === 'number' ? `[${step}]` : `${at === 0 ? '' : '.'}${String(step)}`)).join('')
