/** What each road really did in the range. */
import { AnswerLengths } from './answer-lengths.ts'
import { LatencyHistogram } from './latency-histogram.ts'
import { BY, type RequestsTable, UNKNOWN } from './requests-table.ts'

/** What one road really did in the range. */
export interface RoadFacts {
  lengths: AnswerLengths
  latency: LatencyHistogram
  answered: number
  failed: number
  promptTokens: number
  promptCharacters: number
}

const ENDINGS = new Set(['rejected', 'error', 'unknown'])
export const isRoad = (ending: string): boolean => !ENDINGS.has(ending)

/** Answers that a cache gave say nothing of a model. */
export function observeRoads(table: RequestsTable): Map<number, RoadFacts> {
  const roads = new Map<number, RoadFacts>()
  for (let at = 0; at < table.size; at++) {
    const before = table.number('before', at)
    if (table.cacheHit(at) || !isRoad(table.endings.name(before))) continue
    let facts = roads.get(before)
    if (facts === undefined) {
      facts = {
        lengths: new AnswerLengths(),
        latency: new LatencyHistogram(),
        answered: 0,
        failed: 0,
        promptTokens: 0,
        promptCharacters: 0,
      }
      roads.set(before, facts)
    }
    facts.answered++
    const [prompt, response, latency] = [
      table.number('promptTokens', at),
      table.number('responseTokens', at),
      table.number('latencyMs', at),
    ]
    const characters = table.number('promptCharacters', at)
    if (latency !== UNKNOWN) facts.latency.add(latency)
    if (prompt !== UNKNOWN && response !== UNKNOWN) facts.lengths.add(prompt, response)
    if (prompt > 0 && characters > 0) {
      facts.promptTokens += prompt
      facts.promptCharacters += characters
    }
  }
  return roads
}

export const isChanged = (table: RequestsTable, at: number): boolean =>
  table.number('before', at) !== table.number('after', at) || table.by(at) === BY.price
