/**
 * The newest N of what a search finds, without reading the whole range: the newest few thousand rows are looked at first,
 * then eight times as many before them, and so on; only a search that finds almost nothing ends by reading the rest.
 * Windows are measured in rows, not in time, because rows are what a query costs.
 *
 * A candidate is what seems to match within its window; confirming reads the candidates again with everything known of
 * them, and drops those that turned out different.
 */
import type { TimeRange } from './time-range.ts'

export interface Candidate {
  readonly id: string
  readonly startNs: bigint
}

/** A part of the range. `fromNs` is in it, `toNs` is not. */
export interface Window extends TimeRange {
  /** Rows at most, as far as known; 0 for the last window, which may hold any number. */
  readonly rows: number
}

/** Only what comes after this place in the order newest first, then largest id first. */
export interface Place {
  readonly startNs: bigint
  readonly id: string
}

export interface NewestSource<Item> {
  /** Reading all of a range costs little more than the next window: an index or a plain scan finds what is wanted. */
  readonly leaps?: boolean
  /** Rows of the first window, where `boundary` counts something rarer than rows. */
  readonly firstRows?: number
  /** Time of the row that has `rows` newer ones before it in the range; undefined when the range holds fewer. */
  boundary(range: TimeRange, rows: number): Promise<bigint | undefined>
  /** At most `limit`, newest first. One id may come with several times when its rows do not agree. */
  candidates(window: Window, after: Place | undefined, limit: number): Promise<Candidate[]>
  /** What is true of the candidates, in any order; those that do not match after all are left out. */
  confirm(candidates: readonly Candidate[]): Promise<(Item & Candidate)[]>
}

export interface NewestPage<Item> {
  readonly items: (Item & Candidate)[]
  /** Where to go on; undefined when the range is done. */
  readonly next: Place | undefined
}

const FIRST_ROWS = 4096
const GROWTH = 8
const LAST_ROWS = FIRST_ROWS * GROWTH ** 2
/** Candidates that were dropped cost another look; after so many looks a page is answered short. */
const MAX_LOOKS = 24

export interface NewestOptions {
  limit: number
  after?: Place | undefined
  /** The search is so narrow that an index finds its rows: the range is read at once. */
  narrow?: boolean
}

export async function newest<Item>(
  source: NewestSource<Item>,
  range: TimeRange,
  { limit, after, narrow = false }: NewestOptions,
): Promise<NewestPage<Item>> {
  const items: (Item & Candidate)[] = []
  let place = after
  // The place itself is still in the range: rows of the same instant may follow it.
  let toNs = place && place.startNs + 1n < range.toNs ? place.startNs + 1n : range.toNs
  let rows = narrow ? 0 : (source.firstRows ?? FIRST_ROWS)
  for (let looks = 0; looks < MAX_LOOKS && toNs > range.fromNs; looks++) {
    const window = await nextWindow(source, { fromNs: range.fromNs, toNs }, rows)
    const wanted = limit + 1 - items.length
    const candidates = await source.candidates(window, place, wanted)
    items.push(...(await confirmed(source, candidates)))
    const full = candidates.length >= wanted
    const done = !full && window.rows === 0
    if (items.length > limit || (items.length === limit && !done)) return { items: items.slice(0, limit), next: placeOf(items[limit - 1]) }
    if (done) return { items, next: undefined }
    if (full) place = placeOf(candidates.at(-1))
    else rows = rows * GROWTH > LAST_ROWS || (source.leaps && candidates.length * GROWTH < wanted) ? 0 : rows * GROWTH
    toNs = full && place ? place.startNs + 1n : window.fromNs
  }
  return { items, next: toNs > range.fromNs ? { startNs: toNs, id: '' } : undefined }
}

/** Those that still stand where they were found. One that moved is found where it stands now, so a page never holds it twice. */
async function confirmed<Item>(
  source: Pick<NewestSource<Item>, 'confirm'>,
  candidates: readonly Candidate[],
): Promise<(Item & Candidate)[]> {
  if (candidates.length === 0) return []
  const found = new Map((await source.confirm(candidates)).map((item) => [item.id, item]))
  return candidates.flatMap(({ id, startNs }) => {
    const item = found.get(id)
    return item?.startNs === startNs ? [item] : []
  })
}

async function nextWindow(source: Pick<NewestSource<unknown>, 'boundary'>, range: TimeRange, rows: number): Promise<Window> {
  const boundaryNs = rows === 0 ? undefined : await source.boundary(range, rows)
  // Rows of one instant cannot be parted: the window holds at least the newest instant.
  const fromNs = boundaryNs === undefined ? range.fromNs : boundaryNs + 1n < range.toNs ? boundaryNs + 1n : boundaryNs
  return fromNs <= range.fromNs || boundaryNs === undefined ? { ...range, rows: 0 } : { fromNs, toNs: range.toNs, rows }
}

function placeOf(candidate: Candidate | undefined): Place | undefined {
  return candidate && { startNs: candidate.startNs, id: candidate.id }
}

/** How many there are, up to a cap; in large windows, because all have to be looked at. `countIn` counts one window, up to a limit. */
export async function countUpTo(
  boundary: NewestSource<unknown>['boundary'],
  countIn: (window: Window, limit: number) => Promise<number>,
  range: TimeRange,
  cap: number,
): Promise<number> {
  let count = 0
  let toNs = range.toNs
  for (
    let rows = FIRST_ROWS * GROWTH;
    toNs > range.fromNs && count < cap;
    rows = rows === 0 || rows * GROWTH > LAST_ROWS ? 0 : rows * GROWTH
  ) {
    const window = await nextWindow({ boundary }, { fromNs: range.fromNs, toNs }, rows)
    count += await countIn(window, cap - count)
    toNs = window.rows === 0 ? range.fromNs : window.fromNs
  }
  return count
}
