/** Where the details of a span stand: beside what they belong to, or under it. */
import { createPreference } from './preferences.ts'

export const dockSideStore = createPreference<'right' | 'bottom'>('dock-side', ['right', 'bottom'], 'right')

export function moveDock(): void {
  dockSideStore.set(dockSideStore.get() === 'right' ? 'bottom' : 'right')
}
