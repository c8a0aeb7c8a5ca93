/** What goes wrong, and when: the same for the same clock, so that past and present tell one story. */
import { seeded } from './random.mjs'

const MINUTE_MS = 60_000
/** One in so many stretches of ten minutes has an incident; it fills four to nine of them. */
const EVERY = 20
const STRETCH_MINUTES = 10
const KINDS = ['slow', 'busy', 'outage']
const PROVIDERS = ['openai', 'anthropic', 'mistral_ai']

/** @returns {{provider: string, kind: 'slow' | 'busy' | 'outage', untilMs: number} | undefined} what is wrong in this minute of the epoch. */
export function incidentOf(minute) {
  const stretch = Math.floor(minute / STRETCH_MINUTES)
  const random = seeded(stretch + 7)
  if (random.below(EVERY) !== 0) return undefined
  const kind = random.pick(KINDS)
  const provider = random.pick(PROVIDERS)
  const last = stretch * STRETCH_MINUTES + 4 + random.below(6)
  return minute < last ? { provider, kind, untilMs: last * MINUTE_MS } : undefined
}
