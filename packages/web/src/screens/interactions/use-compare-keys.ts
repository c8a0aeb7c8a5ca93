import type { AIInteraction } from '@relayscope/contract'
import { useState } from 'react'
import { useShortcuts } from '../../lib/keyboard.ts'
import type { ChangeCursor } from './use-change-cursor.ts'
import type { InteractionPage } from './use-interaction-page.ts'

export interface CompareKeys {
  /** All of both texts; else what is the same is shortened. */
  readonly whole: boolean
  readonly toggleWhole: () => void
  readonly swap: () => void
}

interface Options {
  left: AIInteraction
  right: AIInteraction
  page: InteractionPage
  cursor: ChangeCursor
}

/** What the buttons of the comparison do, and the keys that do the same. */
export function useCompareKeys({ left, right, page, cursor }: Options): CompareKeys {
  const [whole, setWhole] = useState(false)
  const toggleWhole = (): void => setWhole(!whole)
  const swap = (): void => page.compare(right.id, left.id, true)
  useShortcuts('Comparison', [
    { keys: 'j', label: 'Next difference', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous difference', run: () => cursor.move(-1) },
    { keys: 's', label: 'Swap the sides', run: swap },
    { keys: 'w', label: 'Whole texts, or only what differs', run: toggleWhole },
    { keys: '1', label: 'Open the left one', run: () => page.open(left.id) },
    { keys: '2', label: 'Open the right one', run: () => page.open(right.id) },
  ])
  return { whole, toggleWhole, swap }
}
