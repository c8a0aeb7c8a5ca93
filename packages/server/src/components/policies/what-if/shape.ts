/**
 * What of a request decides where it goes, as one text that the engine makes: most requests of a gateway have few different
 * ones. Parts stand apart by a sign that no JSON and no name holds, members of a list by another.
 */
import { claimsOf } from '../redecide/claims.ts'
import type { Candidate, RecordedRequest } from '../redecide/redecide.ts'
import { roadOf, roadText } from '../redecide/road.ts'

export const PART = '\u0001'
export const MEMBER = '\u0002'

/** In the order of the parts. */
export const SHAPE_PARTS = ['provider', 'model', 'outcome', 'cache_hit', 'attempted', 'candidates', 'scores', 'requested', 'said'] as const

const OUTCOMES = ['error', 'success', 'error', 'rejected'] as const

export function readShape(text: string): RecordedRequest {
  const [provider = '', model = '', outcome = '', cacheHit = '', attempted = '', candidates = '', scores = '', requested = '', said = ''] =
    text.split(PART)
  const status = OUTCOMES[Number(outcome)] ?? 'error'
  const ending = { provider, model, status }
  const attempts = members(attempted).map((each) => ({ ...roadOf(each), ok: status === 'success' && each === roadText(ending) }))
  const claims = members(said).map((each) => claimsOf(parsed(each)))
  const route = claims.findLast((each) => each.route !== undefined)?.route
  const [first] = attempts
  return {
    ...(route ? { route } : {}),
    ...(requested === '' ? {} : { requested }),
    chosen: first ? { provider: first.provider, model: first.model } : { provider, model },
    candidates: candidatesOf(members(candidates), members(scores)),
    attempts,
    outcome: ending,
    cacheHit: cacheHit === '1',
    rejectedByRules: status === 'rejected' && claims.some(({ rejected }) => rejected === true),
  }
}

/** Scores are recorded in the order of the candidates, but for those that had none: then they cannot be told apart. */
function candidatesOf(roads: readonly string[], scores: readonly string[]): Candidate[] {
  const all = scores.length === roads.length
  return roads.map((road, at) => ({ ...roadOf(road), ...(all ? { score: Number(scores[at]) } : {}) }))
}

const members = (text: string): string[] => (text === '' ? [] : text.split(MEMBER))

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
