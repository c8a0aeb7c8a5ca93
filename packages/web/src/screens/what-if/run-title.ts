import type { WhatIfRun } from '@relayscope/contract'

/** What differs, in words. */
export function titleOf({ name, policy, unavailable, prices }: WhatIfRun): string {
  if (name !== null) return name
  const parts = [
    ...(policy ? [`${policy.id ?? 'a policy'}${policy.number === null ? '' : ` version ${policy.number}`}`] : []),
    ...unavailable.map(({ provider, model }) => `${provider}${model === undefined ? '' : `/${model}`} away`),
    ...(prices.length === 0 ? [] : [`${prices.length} other prices`]),
  ]
  return parts.join(', ')
}
