/** The screens there are: the navigation, the keys `g …` and the palette are made from this list. One that does not work yet is not in it. */
import { Activity, Bot, ChartLine, GitFork, LayoutDashboard, ListTree, type LucideIcon, Settings } from 'lucide-react'

export interface Place {
  readonly to: '/' | '/traces' | '/interactions' | '/decisions' | '/metrics' | '/dashboards' | '/settings/appearance'
  /** In the navigation. */
  readonly label: string
  /** The screen's own name. */
  readonly title: string
  readonly icon: LucideIcon
  readonly keys: string
  readonly group: 'top' | 'Investigate' | 'Operate' | 'foot'
}

export const PLACES: readonly Place[] = [
  { to: '/', label: 'Overview', title: 'System Overview', icon: Activity, keys: 'g o', group: 'top' },
  { to: '/traces', label: 'Traces', title: 'Trace Explorer', icon: ListTree, keys: 'g t', group: 'Investigate' },
  { to: '/interactions', label: 'Interactions', title: 'AI Interaction Explorer', icon: Bot, keys: 'g i', group: 'Investigate' },
  { to: '/decisions', label: 'Decisions', title: 'Decision Explorer', icon: GitFork, keys: 'g d', group: 'Investigate' },
  { to: '/metrics', label: 'Metrics', title: 'Metrics', icon: ChartLine, keys: 'g m', group: 'Investigate' },
  { to: '/dashboards', label: 'Dashboards', title: 'Dashboards', icon: LayoutDashboard, keys: 'g b', group: 'Operate' },
  { to: '/settings/appearance', label: 'Settings', title: 'Settings', icon: Settings, keys: 'g s', group: 'foot' },
]

/** From screen to screen the range of time and the live state go along; what belongs to one screen stays. */
export function keepPage({ from, to, live }: { from?: string; to?: string; live?: 'off' }) {
  return { from, to, live }
}
