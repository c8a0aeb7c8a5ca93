/** What a token costs at a road, by the price tables that a project sees. */
import type { Rates, Road } from '../components/policies/index.ts'
import { type Pricer, PRICE_SCALE } from '../flows/price/index.ts'

export type FindRates = (project: string, road: Road, atMs: number) => Promise<Rates | undefined>

const RATE_PLACES = 18
/** Below every tier of long prompts. */
const TOKENS = 1000

export function createRates(pricer: Pick<Pricer, 'quote'>): FindRates {
  const divisor = BigInt(TOKENS) * 10n ** BigInt(PRICE_SCALE - RATE_PLACES)
  return async (project, { provider, model }, atMs) => {
    const startNs = BigInt(Math.round(atMs)) * 1_000_000n
    const call = { provider, requestedModel: model, servedModel: '', region: '', operation: 'chat', serviceTier: '', startNs, tags: {} }
    const input = pricer.quote(project, { ...call, promptTokens: TOKENS, responseTokens: 0 })
    const output = pricer.quote(project, { ...call, promptTokens: 0, responseTokens: TOKENS })
    return input && output && { input: input.total / divisor, output: output.total / divisor }
  }
}
