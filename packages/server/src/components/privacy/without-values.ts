/** An error as it may be told: its message may quote what a client sent. */
import { DEFAULT_ACTIONS, Redactor } from '@relayscope/privacy'

export function withoutValues(error: unknown): Error {
  const redactor = new Redactor({ actions: DEFAULT_ACTIONS })
  const text = (value: string) => redactor.redact(value, '', new Map())
  if (!(error instanceof Error)) return new Error(text(String(error)))
  const told = new Error(text(error.message))
  told.name = error.name
  if (error.stack !== undefined) told.stack = text(error.stack)
  return told
}
