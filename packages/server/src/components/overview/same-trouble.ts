/** One failure is seen in several places: at the provider, at its model, in the requests that needed it. Which of them is a part of which. */
import type { Found } from './signals.ts'

/** What is wrong elsewhere explains what is wrong with the requests from this share of it on. */
export const EXPLAINS = 0.5

/** What each is a part of; what is wrong by itself is not in it. */
export function partsOf(found: readonly Found[]): Map<Found, Found> {
  const parts = new Map<Found, Found>()
  for (const kind of ['model', 'requests'] as const)
    for (const part of found)
      if (part.signal.subject.kind === kind) {
        const whole = wholeOf(part, found, parts)
        if (whole) parts.set(part, whole)
      }
  return parts
}

function wholeOf(part: Found, found: readonly Found[], parts: ReadonlyMap<Found, Found>): Found | undefined {
  return found
    .filter((other) => !parts.has(other) && isSameTime(part, other) && holds(other, part))
    .toSorted((left, right) => right.excess - left.excess)[0]
}

function isSameTime(left: Found, right: Found): boolean {
  const overlaps = left.fromMs < (right.toMs ?? Infinity) && right.fromMs < (left.toMs ?? Infinity)
  return left.signal.quantity === right.signal.quantity && overlaps
}

function holds(whole: Found, part: Found): boolean {
  const [{ subject }, { subject: within }] = [whole.signal, part.signal]
  if (within.kind === 'model') return subject.kind === 'provider' && subject.name === within.provider
  return subject.kind !== 'requests' && whole.excess >= part.excess * EXPLAINS
}
