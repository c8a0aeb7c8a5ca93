/** How a freshly fetched newest page becomes part of a list that was loaded before. */

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly nextCursor: string | null
}

interface Reading<Item> {
  idOf(item: Item): string
  timeOf(item: Item): number
}

/** Beyond this the older rows are let go: a list that is left alone at its top must not grow for ever. */
export const MOST_ROWS = 2000

/**
 * The newest page is right about its own stretch of time; what is older is kept. When the two do not touch, rows lie
 * between them that nobody fetched, and the list starts over from the newest page.
 */
export function mergeNewest<Item>(known: readonly Page<Item>[], newest: Page<Item>, { idOf, timeOf }: Reading<Item>): Page<Item> {
  const items = known.flatMap((page) => page.items)
  const last = newest.items.at(-1)
  if (newest.nextCursor === null || last === undefined || items.length > MOST_ROWS) return newest
  const ids = new Set(newest.items.map(idOf))
  if (!items.some((item) => ids.has(idOf(item)))) return newest
  const boundary = timeOf(last)
  const older = items.filter((item) => !ids.has(idOf(item)) && timeOf(item) <= boundary)
  return { items: [...newest.items, ...older], nextCursor: known.at(-1)?.nextCursor ?? null }
}

/** How many rows of a page are not known yet, and whether there may be more of them. */
export function countNew<Item>(
  known: readonly Page<Item>[],
  newest: Page<Item>,
  idOf: (item: Item) => string,
): { count: number; atLeast: boolean } {
  const ids = new Set(known.flatMap((page) => page.items.map(idOf)))
  const count = newest.items.filter((item) => !ids.has(idOf(item))).length
  return { count, atLeast: count === newest.items.length && newest.nextCursor !== null }
}
