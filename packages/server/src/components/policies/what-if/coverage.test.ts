/**
 * Are the intervals honest? Of each question the other model's answer is known, so the truth can be looked up: one half of the
 * questions goes to one model, the other half to the other, and what the first half would have cost at the other is estimated.
 */
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { AnswerLengths, estimateLength, sizeOf } from './answer-lengths.ts'

type Row = readonly [characters: number, haikuIn: number, haikuOut: number, geminiIn: number, geminiOut: number]
const ROWS = JSON.parse(
  readFileSync(new URL('../../../../test/fixtures/routing/routerarena-tokens.json', import.meta.url), 'utf8'),
) as Row[]
const SPLITS = 200

/** The same splits in every run. */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function coverage(length: (row: Row) => number, tokens: (row: Row) => number): { one: number; total: number } {
  let [hits, asked, totalHits] = [0, 0, 0]
  for (let split = 1; split <= SPLITS; split++) {
    const next = random(split)
    const [observed, moved]: [Row[], Row[]] = [[], []]
    for (const row of ROWS) (next() < 0.5 ? observed : moved).push(row)
    const own = new AnswerLengths()
    for (const row of observed) own.add(tokens(row), length(row))
    const groups = new Map<number, Row[]>()
    for (const row of moved) groups.set(sizeOf(tokens(row)), [...(groups.get(sizeOf(tokens(row))) ?? []), row])
    let [low, high, truth] = [0, 0, 0]
    for (const [size, rows] of groups) {
      const { one, total } = estimateLength(own, new AnswerLengths(), size, 0)
      for (const row of rows) {
        asked++
        if (length(row) >= one.low && length(row) <= one.high) hits++
        truth += length(row)
      }
      low += total(rows.length).low
      high += total(rows.length).high
    }
    if (truth >= low && truth <= high) totalHits++
  }
  return { one: hits / asked, total: totalHits / SPLITS }
}

it.each([
  ['claude-3-haiku', (row: Row) => row[2], (row: Row) => row[1]],
  ['gemini-2.0-flash', (row: Row) => row[4], (row: Row) => row[3]],
])('nine in ten answers of %s, and nine in ten sums, lie in their intervals', (_, length, tokens) => {
  const { one, total } = coverage(length, tokens)
  expect(one).toBeGreaterThanOrEqual(0.88)
  expect(total).toBeGreaterThanOrEqual(0.88)
})
