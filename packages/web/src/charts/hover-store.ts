/** The instant the pointer is at, shared by every chart of a page. It lives outside React: hovering renders numbers, never charts or tables. */
import { createContext, useContext, useMemo, useSyncExternalStore } from 'react'
import { type Buckets, bucketAt } from '../lib/buckets.ts'
import { createStore, type Store } from '../lib/store.ts'

/** Undefined: nothing is hovered. */
export type HoverStore = Store<number | undefined>

export function createHover(): HoverStore {
  return createStore<number | undefined>(undefined)
}

const HoverContext = createContext<HoverStore | undefined>(undefined)
export const HoverProvider = HoverContext.Provider

/** The page's store; a chart that stands alone has one of its own. */
export function useHover(): HoverStore {
  const shared = useContext(HoverContext)
  return useMemo(() => shared ?? createHover(), [shared])
}

/** The hovered bucket, else `rest`. Renders again only when the bucket changes. */
export function useHoveredBucket(hover: HoverStore, buckets: Buckets, rest: number): { index: number; hovered: boolean } {
  const at = useSyncExternalStore(hover.subscribe, () => {
    const instant = hover.get()
    return instant === undefined ? -1 : bucketAt(buckets, instant)
  })
  return at < 0 ? { index: rest, hovered: false } : { index: at, hovered: true }
}
