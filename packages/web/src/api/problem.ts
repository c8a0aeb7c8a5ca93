import { errorKind } from '@relayscope/contract'
import { ProblemError } from '@relayscope/contract/client'

export interface Failure {
  readonly message: string
  readonly advice?: string
  readonly requestId?: string
}

/** What went wrong and what to do, for a pane. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ProblemError)
    return { message: error.message, advice: errorKind(error.code)?.advice, requestId: error.problem.requestId }
  return { message: 'The server does not answer.', advice: 'Check that it is running and can be reached, then try again.' }
}

/** Whether the same request may succeed a moment later. What the server refused with a reason stays refused. */
export function mayPass(error: Error): boolean {
  return !(error instanceof ProblemError) || error.status >= 500 || error.status === 429
}

export function isNotFound(error: unknown): boolean {
  return error instanceof ProblemError && error.status === 404
}

/** Where a search is wrong, when that is what the server complained about. */
export function mistakeOf(error: unknown): { message: string; position: number; length: number } | undefined {
  if (!(error instanceof ProblemError) || error.code !== 'invalid_search') return undefined
  const said = error.problem.errors?.[0]?.message ?? error.message
  const [, character, message] = /at character (\d+): (.*)$/s.exec(said) ?? []
  return { message: message ?? said, position: Math.max(0, Number(character ?? 1) - 1), length: 1 }
}
