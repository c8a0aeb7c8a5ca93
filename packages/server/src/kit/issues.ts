/** What a schema has against a value, as short sentences with the place. Values themselves are never quoted. */
import type { z } from 'zod'

export interface Issue {
  /** `spans[0].startTime`; empty for the whole value. */
  path: string
  message: string
}

type ZodIssue = z.core.$ZodIssue

const MAX_ISSUES = 50
const MAX_PATH_CHARACTERS = 200
const MAX_MESSAGE_CHARACTERS = 300

export function issuesOf(error: { issues: readonly ZodIssue[] }, most = MAX_ISSUES): Issue[] {
  const found: Issue[] = []
  for (const issue of error.issues) {
    if (found.length >= most) break
    const { path, message } = innermost(issue)
    found.push({ path: pathText(path).slice(0, MAX_PATH_CHARACTERS), message: message.slice(0, MAX_MESSAGE_CHARACTERS) })
  }
  return found
}

/** Of a choice, the complaint of the option that got furthest: "invalid input" helps nobody. */
function innermost(issue: ZodIssue): { path: PropertyKey[]; message: string } {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return { path: issue.path, message: sentence(issue) }
  const best = issue.errors
    .flat()
    .toSorted((left, right) => right.path.length - left.path.length || Number(isTypeIssue(left)) - Number(isTypeIssue(right)))[0]
  if (!best) return { path: issue.path, message: sentence(issue) }
  const inner = innermost(best)
  return { path: [...issue.path, ...inner.path], message: inner.message }
}

const isTypeIssue = (issue: ZodIssue): boolean => issue.code === 'invalid_type' || issue.code === 'invalid_value'

/** Zod's text without its preamble. Keys a client made up are named by the path, not by the sentence. */
function sentence(issue: ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return 'has fields that are not known here'
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined')) return 'is missing'
  return issue.message.replace(/^Invalid (input|string): /, '').replace(/^Invalid option: /, '')
}

function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += text === '' ? String(part) : `.${String(part)}`
  }
  return text
}
