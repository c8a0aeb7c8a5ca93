/** How tall rows are. The setting scales rows and nothing else. */
import { createPreference } from './preferences.ts'
import { useStore } from './store.ts'

export type Density = 'normal' | 'compact'

export const densityStore = createPreference<Density>('density', ['normal', 'compact'], 'normal')

const ROW_PX = { normal: 34, compact: 28 } as const
const TWO_LINE_ROW_PX = { normal: 50, compact: 42 } as const

export function useRowPx(): number {
  return ROW_PX[useStore(densityStore)]
}

export function useTwoLineRowPx(): number {
  return TWO_LINE_ROW_PX[useStore(densityStore)]
}
