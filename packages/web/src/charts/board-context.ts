/** What all lanes of a board share: one clock, one crosshair, one brush. */
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { createPreference } from '../lib/preferences.ts'
import { useStore } from '../lib/store.ts'
import { canMagnify, type TimeScale, timeScale } from '../lib/time-scale.ts'
import type { Zone } from '../lib/instant.ts'
import type { HoverStore } from './hover-store.ts'

/** What can be done with a stretch of time that was dragged over. */
export interface BrushAction {
  readonly id: string
  readonly label: string
  readonly icon?: ReactNode
  readonly run: (fromMs: number, toMs: number) => void
}

export interface BoardTime {
  readonly scale: TimeScale
  readonly zone: Zone
  /** Buckets that end later are still filling. */
  readonly nowMs: number
  readonly hover: HoverStore
  /** With one, it is done as soon as the drag ends; with more, a menu asks. */
  readonly brush: readonly BrushAction[]
  /** A click on an instant, or Enter on it; with the title of the lane the click was over. */
  readonly onPick?: PickAction | undefined
}

export type PickAction = (instantMs: number, lane: string | undefined) => void

const BoardContext = createContext<BoardTime | undefined>(undefined)
export const BoardProvider = BoardContext.Provider

export function useBoard(): BoardTime {
  const board = useContext(BoardContext)
  if (!board) throw new Error('a lane lives on a board')
  return board
}

export const magnifyStore = createPreference<'on' | 'off'>('last-hour', ['on', 'off'], 'on')

/** The scale of a range: its last hour magnified where it is long enough, ends now, and the viewer wants it so. */
export function useTimeScale(fromMs: number, toMs: number, endsNow: boolean): { scale: TimeScale; magnifiable: boolean } {
  const wanted = useStore(magnifyStore) === 'on'
  const magnifiable = canMagnify(fromMs, toMs, endsNow)
  const scale = useMemo(() => timeScale(fromMs, toMs, magnifiable && wanted), [fromMs, toMs, magnifiable, wanted])
  return { scale, magnifiable }
}
