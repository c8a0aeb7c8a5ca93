/** Decisions that are no rule evaluation: the choice of a model, a look into the cache, a budget. */
import type { Decision, ReplayedDecision } from '@relayscope/contract'
import { parseDecimal } from '../../../kit/decimal.ts'
import { choose, type IsOut, type RecordedRequest } from '../redecide/redecide.ts'
import type { Road } from '../redecide/road.ts'
import { differing } from './compare-rules.ts'

type Partly = Pick<ReplayedDecision, 'outcome' | 'why' | 'replayed' | 'differences' | 'causes'>

const notReplayed = (why: string): Partly => ({ outcome: 'not_replayed', why, differences: [], causes: [] })

function compared(
  output: Record<string, unknown>,
  differences: ReplayedDecision['differences'],
  cause: ReplayedDecision['causes'][number],
): Partly {
  const same = differences.length === 0
  return { outcome: same ? 'same' : 'differs', replayed: { output }, differences, causes: same ? [] : [cause] }
}

export interface SelectionFacts {
  recorded: RecordedRequest
  /** Where the rules sent it now; `undefined`: they were not evaluated again. */
  route: Partial<Road> | undefined
  isOut: IsOut
}

/** The best of what is left: what the rules name, else what the caller named, else the highest score. */
export function replaySelection(decision: Decision, { recorded, route, isOut }: SelectionFacts): Partly {
  const { provider, model } = (decision.output ?? {}) as Partial<Road>
  if (typeof provider !== 'string' || typeof model !== 'string') return notReplayed('the record does not say what was chosen')
  const candidates = recorded.candidates.filter((candidate) => !isOut(candidate))
  const chosen = choose(route, { ...recorded, chosen: { provider, model }, candidates })
  const open = chosen && !isOut(chosen) ? chosen : choose(undefined, { ...recorded, candidates, chosen: { provider, model } })
  if (open === undefined || isOut(open)) return notReplayed('no candidate that is left was recorded')
  const differences = [...differing('output.provider', provider, open.provider), ...differing('output.model', model, open.model)]
  return compared({ ...open }, differences, {
    field: recorded.candidates.length === 0 ? 'candidates' : 'output',
    why: recorded.candidates.length === 0 ? 'not_recorded' : 'unknown',
    sentence:
      recorded.candidates.length === 0
        ? 'the candidates were not recorded'
        : `by route, wish and scores ${open.model} would have been taken; what made it ${model} is not recorded`,
  })
}

export function replayCache({ cache, output }: Decision): Partly {
  const { similarity, threshold } = cache ?? {}
  if (similarity === undefined || threshold === undefined) return notReplayed('similarity or threshold was not recorded')
  const hit = similarity >= threshold
  const said = cache?.hit ?? (output as { hit?: unknown } | null)?.hit
  return compared({ hit }, differing('output.hit', said, hit), {
    field: 'cache',
    why: 'unknown',
    sentence: `a similarity of ${similarity} against ${threshold} is ${hit ? 'a hit' : 'none'}; the entry may have been too old`,
  })
}

const PLACES = 18

export function replayBudget({ budget, input, output }: Decision): Partly {
  const { limitUsd, spentUsd } = budget ?? {}
  const said = (output as { allowed?: unknown } | null)?.allowed
  if (limitUsd === undefined || spentUsd === undefined) return notReplayed('limit or spending was not recorded')
  if (typeof said !== 'boolean') return notReplayed('the record does not say whether it was allowed')
  const { estimatedUsd } = (input ?? {}) as { estimatedUsd?: unknown }
  const more = decimal(estimatedUsd ?? 0)
  const [limit, spent] = [decimal(limitUsd), decimal(spentUsd)]
  if (more === undefined || limit === undefined || spent === undefined) return notReplayed('an amount of it is no decimal')
  const allowed = spent + more <= limit
  return compared({ allowed }, differing('output.allowed', said, allowed), {
    field: 'input.estimatedUsd',
    why: estimatedUsd === undefined ? 'not_recorded' : 'unknown',
    sentence:
      estimatedUsd === undefined ? 'what the request was thought to cost was not recorded' : 'the recorded amounts give another answer',
  })
}

const decimal = (value: unknown): bigint | undefined => parseDecimal(String(value), PLACES)

export const replayOther = (): Partly => notReplayed('nothing of it is decided from its input alone')
