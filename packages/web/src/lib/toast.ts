/** Short messages about what was just done, or could not be. What must not be missed is said where it belongs, not here. */
import { createStore } from './store.ts'

export interface Toast {
  readonly id: number
  readonly title: string
  readonly detail?: string
  readonly tone?: 'plain' | 'error'
  readonly action?: { readonly label: string; readonly run: () => void }
}

/** Those said since the page was loaded, newest last; the one who shows them remembers how far it got. */
export const toastStore = createStore<readonly Toast[]>([])

const MOST_KEPT = 20
let count = 0

export function showToast(title: string, more: Omit<Toast, 'id' | 'title'> = {}): void {
  toastStore.set([...toastStore.get(), { id: ++count, title, ...more }].slice(-MOST_KEPT))
}
