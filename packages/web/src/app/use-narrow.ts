import { useSyncExternalStore } from 'react'

const query = matchMedia('(max-width: 1360px)')

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** The width at which the navigation shrinks to icons; the same as in shell.module.css. */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches)
}
