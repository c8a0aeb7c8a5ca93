import type { Zone } from './instant.ts'
import { createPreference } from './preferences.ts'
import { useStore } from './store.ts'

/** Times are shown in the viewer's zone or in UTC; named once, in the time control. */
export const zoneStore = createPreference<Zone>('zone', ['local', 'utc'], 'local')

export function useZone(): Zone {
  return useStore(zoneStore)
}
