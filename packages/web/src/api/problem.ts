import { errorKind, type Problem } from '@relayscope/contract'

/** What the server answered instead of data, or that it did not answer. */
export class ProblemError extends Error {
  readonly status: number
  readonly code: string
  readonly requestId: string | undefined
  readonly errors: readonly { path: string; message: string }[]

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.detail ?? problem.title ?? `The server answered with status ${status}`)
    this.name = 'ProblemError'
    this.status = status
    this.code = problem.code ?? 'unknown'
    this.requestId = problem.requestId
    this.errors = problem.errors ?? []
  }
}

export interface Failure {
  readonly message: string
  readonly advice?: string
  readonly requestId?: string
}

/** What went wrong and what to do, for a pane. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError) return { message: error.message, advice: errorKind(error.code)?.advice, requestId: error.requestId }
  return { message: 'The server does not answer.', advice: 'Check that it is running and can be reached, then try again.' }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404
}

/** Where a search is wrong, when that is what the server complained about. */
export function mistakeOf(error: unknown): { message: string; position: number; length: number } | undefined {
  if (!(error instanceof ProblemError) || error.code !== 'invalid_search') return undefined
  const said = error.errors[0]?.message ?? error.message
  const [, character, message] = /at character (\d+): (.*)$/s.exec(said) ?? []
  return { message: message ?? said, position: Math.max(0, Number(character ?? 1) - 1), length: 1 }
}
