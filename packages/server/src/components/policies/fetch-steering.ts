/** The rules of a RelayCore as its admin interface shows them. */
import { FetchError, fetchOutside } from '../../kit/fetch-outside.ts'
import { httpError } from '../../kit/http.ts'

const PATH = '/admin/steering'
const TIMEOUT_MS = 10_000
const MAX_BYTES = 8 * 1024 * 1024
/** Where a rule set may stand when the answer wraps it. */
const WRAPPERS = ['data', 'ruleSet', 'steering', 'policy']

export async function fetchSteering(url: string, authorization: string | undefined): Promise<string> {
  const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) }
  try {
    const { body } = await fetchOutside({ url: steeringUrl(url), headers, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES })
    return JSON.stringify(unwrapped(JSON.parse(body.toString('utf8'))))
  } catch (error) {
    if (error instanceof FetchError) throw httpError('not_fetched', error.message)
    if (error instanceof SyntaxError) throw httpError('not_fetched', 'the target did not answer JSON')
    throw error
  }
}

function steeringUrl(given: string): string {
  const url = new URL(given)
  if (!url.pathname.endsWith(PATH)) url.pathname = `${url.pathname.replace(/\/+$/, '')}${PATH}`
  return url.href
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

/** A list of rules is a rule set without anything else. What is no rule set is left for the reader to name. */
function unwrapped(answer: unknown): unknown {
  if (Array.isArray(answer)) return { rules: answer }
  if (!isObject(answer) || 'rules' in answer || 'routing_rules' in answer) return answer
  const inner = WRAPPERS.map((name) => answer[name]).find((value) => isObject(value) || Array.isArray(value))
  return inner === undefined ? answer : unwrapped(inner)
}
