import { useSyncExternalStore } from 'react'
import { createPreference } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'

/** Open, or pinned shut so that only icons are left. */
export const navigationStore = createPreference<'open' | 'shut'>('navigation', ['open', 'shut'], 'open')

const query = matchMedia('(max-width: 1360px)')

function subscribe(listener: () => void): () => void {
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

/** On narrow windows there is no choice. */
export function useNavigationShape(): { icons: boolean; canOpen: boolean } {
  const narrow = useSyncExternalStore(subscribe, () => query.matches)
  return { icons: useStore(navigationStore) === 'shut' || narrow, canOpen: !narrow }
}
