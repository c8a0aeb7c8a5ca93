/** Where one has been, with a way back and forward: a browser's history in small. */
export interface Trail<Place> {
  readonly places: readonly Place[]
  /** -1: nowhere. */
  readonly at: number
}

export const NOWHERE: Trail<never> = { places: [], at: -1 }
const MOST_PLACES = 50

export function placeOf<Place>({ places, at }: Trail<Place>): Place | undefined {
  return places[at]
}

/** Going somewhere forgets what lay ahead; going where one is does nothing. */
export function went<Place>(trail: Trail<Place>, place: Place, same: (left: Place, right: Place) => boolean): Trail<Place> {
  const now = placeOf(trail)
  if (now !== undefined && same(now, place)) return trail
  const places = [...trail.places.slice(0, trail.at + 1), place].slice(-MOST_PLACES)
  return { places, at: places.length - 1 }
}

export function stepped<Place>(trail: Trail<Place>, by: -1 | 1): Trail<Place> {
  const at = trail.at + by
  return at < 0 || at >= trail.places.length ? trail : { ...trail, at }
}
