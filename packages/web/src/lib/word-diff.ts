/** Two texts word by word, and two conversations message by message. Loaded with the views that compare. */
import { type ChangeObject, diffArrays, diffLines, diffWordsWithSpace } from 'diff'

/** What stands on either side in place of each other. */
interface Change {
  readonly left: string
  readonly right: string
}

/** A stretch that is the same in both, or a change. */
export type DiffSegment = { readonly same: string } | Change

export interface TextDiff {
  readonly segments: readonly DiffSegment[]
  /** How closely it was looked at: texts that have little in common are compared by lines, or only as a whole. */
  readonly by: 'words' | 'lines' | 'whole'
}

/** The effort grows with the square of the edits; 1,500 of them take some 300 ms. */
const MOST_EFFORT = 1500 ** 2
const MOST_WORD_CHARACTERS = 200_000
const MOST_LINE_CHARACTERS = 5_000_000

export function isChange(segment: DiffSegment): segment is Change {
  return !('same' in segment)
}

/** `texts`: how many pairs are compared in one go, and share the effort. */
export function diffTexts(left: string, right: string, texts = 1): TextDiff {
  if (left === right) return { segments: left === '' ? [] : [{ same: left }], by: 'words' }
  const characters = left.length + right.length
  const limit = { maxEditLength: Math.floor(Math.sqrt(MOST_EFFORT / Math.max(1, texts))) }
  const words = characters > MOST_WORD_CHARACTERS ? undefined : diffWordsWithSpace(left, right, limit)
  if (words) return { segments: withoutThinGaps(segmentsOf(words)), by: 'words' }
  const lines = characters > MOST_LINE_CHARACTERS ? undefined : diffLines(left, right, limit)
  return lines ? { segments: segmentsOf(lines), by: 'lines' } : { segments: [{ left, right }], by: 'whole' }
}

function segmentsOf(changes: readonly ChangeObject<string>[]): DiffSegment[] {
  const segments: DiffSegment[] = []
  for (const { value, added, removed } of changes) {
    if (added || removed) addTo(segments, { left: removed ? value : '', right: added ? value : '' })
    else addTo(segments, { same: value })
  }
  return segments
}

/** Neighbours of one kind become one. */
function addTo(segments: DiffSegment[], next: DiffSegment): void {
  const last = segments.at(-1)
  if (last !== undefined && isChange(last) && isChange(next))
    segments[segments.length - 1] = { left: last.left + next.left, right: last.right + next.right }
  else segments.push(next)
}

const THIN = /^[^\S\n]+$/

/** A space that two changed words have between them is no common ground: the two are one change. */
function withoutThinGaps(segments: readonly DiffSegment[]): DiffSegment[] {
  const merged: DiffSegment[] = []
  segments.forEach((segment, at) => {
    const inside = at > 0 && at < segments.length - 1
    if (!isChange(segment) && inside && THIN.test(segment.same)) addTo(merged, { left: segment.same, right: segment.same })
    else addTo(merged, segment)
  })
  return merged
}

export interface Pair<Item> {
  readonly left: Item | undefined
  readonly right: Item | undefined
  readonly same: boolean
}

export interface ItemReading<Item> {
  /** Equal for items that say the same. */
  keyOf(item: Item): string
  /** Only what is of one kind is set against each other. */
  kindOf(item: Item): string
}

/** Equal items beside each other; between them, what was replaced stands beside what replaced it. */
export function pairItems<Item>(left: readonly Item[], right: readonly Item[], { keyOf, kindOf }: ItemReading<Item>): Pair<Item>[] {
  return runsOf(left, right, keyOf).flatMap((run) =>
    run.same
      ? run.left.map((item, at) => ({ left: item, right: run.right[at], same: true }))
      : runsOf(run.left, run.right, kindOf).flatMap((replaced) => beside(replaced.left, replaced.right, replaced.same)),
  )
}

interface Run<Item> {
  readonly left: Item[]
  readonly right: Item[]
  readonly same: boolean
}

/** Stretches of items with equal keys, and what lies between them. */
function runsOf<Item>(left: readonly Item[], right: readonly Item[], keyOf: (item: Item) => string): Run<Item>[] {
  const changes = diffArrays(left.map(keyOf), right.map(keyOf), { maxEditLength: Math.sqrt(MOST_EFFORT) })
  if (!changes) return [{ left: [...left], right: [...right], same: false }]
  const runs: Run<Item>[] = []
  let [leftAt, rightAt] = [0, 0]
  for (const { added, removed, count } of changes) {
    const same = !added && !removed
    let run = runs.at(-1)
    if (run?.same !== same) runs.push((run = { left: [], right: [], same }))
    if (!added) run.left.push(...left.slice(leftAt, (leftAt += count)))
    if (!removed) run.right.push(...right.slice(rightAt, (rightAt += count)))
  }
  return runs
}

/** Of one kind: in pairs. Of different kinds: each alone. */
function beside<Item>(left: readonly Item[], right: readonly Item[], oneKind: boolean): Pair<Item>[] {
  if (oneKind) return left.map((item, at) => ({ left: item, right: right[at], same: false }))
  return [
    ...left.map((item) => ({ left: item, right: undefined, same: false })),
    ...right.map((item) => ({ left: undefined, right: item, same: false })),
  ]
}
