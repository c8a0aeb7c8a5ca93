/** Which models may answer, best first: the rules' wish, else the caller's, then what is left by quality. */
import type { SelectionResult } from '@relayscope/sdk'
import type { Route } from '@relayscope/steering'
import type { ModelSettings } from './config.ts'

export function chooseModels(models: readonly ModelSettings[], asked: string, route: Route | undefined): ModelSettings[] {
  const wished = models.find(({ name, provider }) => name === route?.model && (route.provider === undefined || provider === route.provider))
  const named = models.find(({ name }) => name === asked)
  const first = wished ?? named
  const rest = models.filter((model) => model !== first).toSorted((left, right) => right.quality - left.quality)
  if (!first) return rest
  // The first fallback is with somebody else: an outage is the provider's, not the model's.
  const elsewhere = rest.filter(({ provider }) => provider !== first.provider)
  const beside = rest.filter(({ provider }) => provider === first.provider)
  return [first, ...elsewhere, ...beside]
}

/** The choice in words and figures: what could have been taken, and why it was not. */
export function selectionOf([first, ...rest]: readonly ModelSettings[], asked: string, route: Route | undefined): SelectionResult {
  const byRule = route?.model === first.name
  const byName = !byRule && asked === first.name
  const why = byRule ? 'the rules route to' : byName ? 'the caller asked for' : 'the best model is'
  const rejectedBecause = byRule ? `the rules route to ${first.name}` : byName ? `the caller asked for ${first.name}` : 'lower quality'
  return {
    provider: first.provider,
    model: first.name,
    reasoning: `${why} ${first.name}`,
    candidates: [
      { provider: first.provider, model: first.name, score: first.quality },
      ...rest.map(({ provider, name, quality }) => ({ provider, model: name, score: quality, rejectedBecause })),
    ],
  }
}
