/** On a screen at the wall: no navigation, larger type, all of the window. */
import { useEffect } from 'react'
import type { DashboardPage } from './use-dashboard-page.ts'

export interface Wall {
  readonly on: boolean
  readonly toggle: () => void
  readonly leave: () => void
}

export function useWall({ search, change }: DashboardPage): Wall {
  const on = search.wall === 'on'
  useEffect(() => {
    if (!on) return
    const onChange = (): void => {
      // The browser's own Escape left the full screen: the page follows.
      if (document.fullscreenElement === null) change({ wall: undefined })
    }
    document.addEventListener('fullscreenchange', onChange)
    return () => document.removeEventListener('fullscreenchange', onChange)
  }, [on])
  const leave = (): void => {
    if (document.fullscreenElement !== null) void document.exitFullscreen()
    change({ wall: undefined })
  }
  const enter = (): void => {
    change({ wall: 'on' }, false)
    // A browser may refuse; the page is without its frame all the same.
    document.documentElement.requestFullscreen().catch(() => undefined)
  }
  return { on, toggle: () => (on ? leave() : enter()), leave }
}
