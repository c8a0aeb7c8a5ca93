/**
 * Whether two records of different layers are one call. The response id decides where both have it; else model, time,
 * tokens and text must agree. One layer reports a call once: two records of one layer are two calls, even with one
 * response id (a gateway's cache gives the same answer twice).
 */
import type { Tokens } from './reading.ts'

/** What is compared; parts of one trace and records of two traces both have it. */
export interface Sighting {
  key: string
  layers: readonly string[]
  startNs: bigint
  endNs: bigint
  operation: string
  provider: string
  requestedModel: string
  servedModel: string
  responseId: string
  tokens: Tokens
  failed: boolean
  complete: boolean
  userText: string
  answerText: string
}

const ID_TOLERANCE_NS = 1_000_000_000n
const EDGE_TOLERANCE_NS = 5_000_000n
/** Calls compared with one that starts after them: more than any application makes at once. */
const MAX_NEIGHBOURS = 200

export function isSameCall(a: Sighting, b: Sighting): boolean {
  if (a.layers.some((layer) => b.layers.includes(layer)) || !agree(a.operation, b.operation)) return false
  if (a.responseId !== '' && b.responseId !== '') return a.responseId === b.responseId && overlaps(a, b, ID_TOLERANCE_NS)
  if (a.failed !== b.failed && (a.complete || b.complete)) return false
  return (
    sameTime(a, b) && modelsAgree(a, b) && tokensAgree(a, b) && textsAgree(a.userText, b.userText) && textsAgree(a.answerText, b.answerText)
  )
}

/** Pairs that are one call, the surest first. */
export function samePairs(sightings: readonly Sighting[]): [Sighting, Sighting][] {
  const sorted = [...sightings].sort(byStart)
  const pairs: { a: Sighting; b: Sighting; byId: boolean; distance: bigint }[] = []
  for (let at = 0; at < sorted.length; at++) {
    const a = sorted[at]
    for (
      let next = at + 1;
      next < sorted.length && next <= at + MAX_NEIGHBOURS && sorted[next].startNs <= a.endNs + ID_TOLERANCE_NS;
      next++
    ) {
      const b = sorted[next]
      if (isSameCall(a, b))
        pairs.push({
          a,
          b,
          byId: a.responseId !== '' && a.responseId === b.responseId,
          distance: gap(a.startNs, b.startNs) + gap(a.endNs, b.endNs),
        })
    }
  }
  pairs.sort(
    (x, y) => Number(y.byId) - Number(x.byId) || compare(x.distance, y.distance) || (x.a.key + x.b.key < y.a.key + y.b.key ? -1 : 1),
  )
  return pairs.map(({ a, b }) => [a, b])
}

export function byStart(a: { startNs: bigint; key: string }, b: { startNs: bigint; key: string }): number {
  return compare(a.startNs, b.startNs) || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function gap(a: bigint, b: bigint): bigint {
  return a > b ? a - b : b - a
}

function overlaps(a: Sighting, b: Sighting, toleranceNs: bigint): boolean {
  return a.startNs <= b.endNs + toleranceNs && b.startNs <= a.endNs + toleranceNs
}

/** One lies within the other, or they share most of the shorter one. */
function sameTime(a: Sighting, b: Sighting): boolean {
  if (!overlaps(a, b, EDGE_TOLERANCE_NS)) return false
  const start = a.startNs > b.startNs ? a.startNs : b.startNs
  const end = a.endNs < b.endNs ? a.endNs : b.endNs
  const shorter = a.endNs - a.startNs < b.endNs - b.startNs ? a.endNs - a.startNs : b.endNs - b.startNs
  return (end - start + EDGE_TOLERANCE_NS) * 2n >= shorter
}

function agree(a: string, b: string): boolean {
  return a === '' || b === '' || a === b
}

function modelsAgree(a: Sighting, b: Sighting): boolean {
  const left = [a.requestedModel, a.servedModel].filter((model) => model !== '')
  const right = [b.requestedModel, b.servedModel].filter((model) => model !== '')
  if (left.length === 0 || right.length === 0) return true
  return left.some((one) => right.some((other) => one === other || one.startsWith(`${other}-`) || other.startsWith(`${one}-`)))
}

function tokensAgree({ tokens: a }: Sighting, { tokens: b }: Sighting): boolean {
  if (a.estimated || b.estimated || a.response === undefined || b.response === undefined) return true
  return a.response === b.response
}

/** Layers put whitespace and markup of their own around the same text. */
function textsAgree(a: string, b: string): boolean {
  if (a === '' || b === '' || a === b) return true
  const left = squeeze(a)
  const right = squeeze(b)
  return left.includes(right) || right.includes(left)
}

function squeeze(text: string): string {
  if (!/\s/.test(text)) return text.slice(0, 4096)
  return text.slice(0, 4096).replace(/\s+/g, '')
}
