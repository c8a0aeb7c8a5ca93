/**
 * One request decided again, from what was recorded of it. Pure. Nothing is asked of a provider: what a road that was not
 * taken would have answered is not known, and `certain` says so.
 */
import { type Road, sameRoad } from './road.ts'

export interface Candidate extends Road {
  score?: number
}

export interface Tried extends Road {
  ok: boolean
}

export interface RecordedRequest {
  /** Where its rules sent it; absent: they did not say. */
  route?: Partial<Road>
  /** The model its caller asked for. */
  requested?: string
  /** The road that was taken first. */
  chosen: Road
  candidates: readonly Candidate[]
  attempts: readonly Tried[]
  outcome: Road & { status: Status }
  cacheHit: boolean
  /** Its rules refused it. */
  rejectedByRules: boolean
}

export type Status = 'success' | 'error' | 'rejected'

/** What rules say. */
export interface Verdict {
  route?: Partial<Road>
  rejected: boolean
}

export interface Redecided extends Road {
  status: Status | 'unknown'
  /** What made it another than it was. `none`: it is as it was. */
  by: 'none' | 'rules' | 'outage'
  /** `false`: that the road would have answered is taken for granted. */
  certain: boolean
}

export type IsOut = (road: Road) => boolean
export const nothingIsOut: IsOut = () => false

/** `verdict` undefined: the rules are what they were. */
export function redecide(recorded: RecordedRequest, verdict: Verdict | undefined, isOut: IsOut): Redecided {
  const { chosen, outcome } = recorded
  if (verdict?.rejected === true) {
    const by = recorded.rejectedByRules ? 'none' : 'rules'
    return { provider: '', model: '', status: 'rejected', by, certain: true }
  }
  const freed = verdict !== undefined && recorded.rejectedByRules
  const routed = verdict !== undefined && (freed || !sameRoad(verdict.route, recorded.route))
  const first = routed ? choose(verdict.route, recorded) : chosen
  if (first === undefined) return { provider: '', model: '', status: 'unknown', by: 'rules', certain: false }
  const moved = freed || !sameRoad(first, chosen)
  // An answer from the cache needs nobody; a budget that was used up refuses whatever the road.
  const untouched = outcome.status === 'rejected' || recorded.cacheHit
  const touched = recorded.attempts.some(isOut) || isOut(outcome)
  if (!moved && (untouched || !touched)) return { ...outcome, by: 'none', certain: true }
  if (!freed && untouched) return { ...outcome, by: 'none', certain: !moved }
  return { ...walk(recorded, first, isOut), by: moved ? 'rules' : 'outage' }
}

/** Tries one road after another: what was tried then has the result it had, what was not is taken to answer. */
function walk(recorded: RecordedRequest, first: Road, isOut: IsOut): Road & { status: Status; certain: boolean } {
  const others = [...recorded.attempts, ...byScore(recorded.candidates), recorded.outcome]
  // The first fallback is with somebody else where there is one: an outage is the provider's, not the model's.
  const elsewhere = others.filter(({ provider }) => provider !== first.provider)
  const roads = [first, ...elsewhere, ...others].filter(({ provider, model }) => provider !== '' || model !== '')
  let last = first
  for (const road of roads) {
    if (isOut(road)) continue
    const known = recorded.attempts.findLast((each) => sameRoad(each, road))
    last = { provider: road.provider, model: road.model }
    if (known?.ok === false) continue
    return { ...last, status: 'success', certain: known?.ok === true }
  }
  return { provider: last.provider, model: last.model, status: 'error', certain: true }
}

/** Where a route leads. `undefined`: what was recorded does not say. */
export function choose(route: Partial<Road> | undefined, recorded: Omit<RecordedRequest, 'outcome'>): Road | undefined {
  const { chosen, candidates, requested } = recorded
  const ranked = byScore(candidates)
  if (route?.provider !== undefined && route.model !== undefined) return { provider: route.provider, model: route.model }
  if (route?.model !== undefined) {
    const model = route.model
    const known = [...ranked, chosen, ...recorded.attempts].find((road) => road.model === model)
    return { provider: known?.provider ?? chosen.provider, model }
  }
  const within = route?.provider === undefined ? ranked : ranked.filter(({ provider }) => provider === route.provider)
  const named = within.find(({ model }) => model === requested)
  const best = named ?? within[0]
  if (best) return { provider: best.provider, model: best.model }
  if (route?.provider !== undefined) return route.provider === chosen.provider ? chosen : undefined
  return recorded.route === undefined ? chosen : undefined
}

/** Highest first; those without a score keep their order behind. */
export function byScore(candidates: readonly Candidate[]): Candidate[] {
  return candidates.toSorted((left, right) => (right.score ?? -Infinity) - (left.score ?? -Infinity) || 0)
}
