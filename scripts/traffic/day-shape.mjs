/** How many requests come at a time of day: the same for the past that is sent and the callers that go on, or every chart would have a step at now. */
import { readFileSync } from 'node:fs'

const shape = JSON.parse(readFileSync(new URL('../../examples/gateway/data/day-shape.json', import.meta.url), 'utf8'))

const STEP_MS = 86_400_000 / shape.length
const BUSIEST_PER_MINUTE = 20

/** @param {number} atMs since 1970 */
export function requestsPerMinute(atMs) {
  return BUSIEST_PER_MINUTE * shape[Math.floor((atMs % 86_400_000) / STEP_MS)]
}
