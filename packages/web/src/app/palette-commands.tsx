/** What the palette offers for a text. */
import { Bot, Clock, Copy, ListTree, Moon, Play, RefreshCw, Rows3, Sun, SunMoon, Tag } from 'lucide-react'
import type { Found, FoundValue } from '../api/lookup.ts'
import { formatCount, formatDuration, shortId } from '../lib/format.ts'
import type { Density } from '../lib/density.ts'
import { traceIdOf } from '../lib/lookup-text.ts'
import type { Entity } from '../lib/recent.ts'
import type { ThemeChoice } from '../lib/theme.ts'
import { describeRange, PRESETS, type TimeRange } from '../lib/time-range.ts'
import { parseTypedRange } from '../lib/typed-range.ts'
import type { Zone } from '../lib/instant.ts'
import type { Command, CommandGroup } from '../ui/command-palette.tsx'
import type { Place } from './places.ts'
import { PLACES } from './places.ts'

export interface PaletteState {
  readonly query: string
  readonly found: Found
  readonly values: readonly FoundValue[]
  readonly recent: readonly Entity[]
  readonly density: Density
  readonly live: boolean
  readonly zone: Zone
  readonly nowMs: number
}

export interface PaletteActions {
  go(place: Place['to']): void
  openEntity(entity: Entity): void
  openValue(value: FoundValue): void
  search(text: string): void
  setRange(range: TimeRange): void
  setTheme(choice: ThemeChoice): void
  setDensity(density: Density): void
  setLive(live: boolean): void
  copyLink(): void
  refresh(): void
  showSheet(): void
}

const TYPED_RANGE = 'range typed'

/** Every word of the query begins a word of the label. */
export function fits(label: string, query: string): boolean {
  const words = label.toLowerCase().split(/[^a-z0-9]+/)
  return query
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((part) => words.some((word) => word.startsWith(part)))
}

export function paletteGroups(state: PaletteState, actions: PaletteActions): CommandGroup[] {
  const { query } = state
  const groups: CommandGroup[] = [
    { value: 'Found', items: foundCommands(state, actions) },
    { value: 'Go to', items: PLACES.filter(({ title }) => fits(title, query)).map((place) => placeCommand(place, actions)) },
    { value: 'Recent', items: query.trim() === '' ? state.recent.map((entity) => entityCommand(entity, actions)) : [] },
    { value: 'Values', items: state.values.map((value) => valueCommand(value, actions)) },
    { value: 'Act', items: actCommands(state, actions).filter(({ id, label }) => id === TYPED_RANGE || fits(label, query)) },
    { value: 'Search', items: searchCommands(state, actions) },
  ]
  return groups.filter(({ items }) => items.length > 0)
}

function placeCommand({ to, title, icon: Icon, keys }: Place, { go }: PaletteActions): Command {
  return { id: to, label: title, icon: <Icon aria-hidden />, keys, run: () => go(to) }
}

function entityCommand(entity: Entity, { openEntity }: PaletteActions): Command {
  const { kind, id } = entity
  const icon = kind === 'trace' ? <ListTree aria-hidden /> : <Bot aria-hidden />
  return { id: `${kind} ${id}`, label: `${kind === 'trace' ? 'Trace' : 'Interaction'} ${shortId(id)}`, icon, run: () => openEntity(entity) }
}

function foundCommands({ query, found }: PaletteState, { openEntity }: PaletteActions): Command[] {
  const traces = found.traces.map(({ traceId, name, duration }): Command => ({
    id: `found ${traceId}`,
    label: `Trace ${name}`,
    detail: `${shortId(traceId)} · ${formatDuration(duration)}`,
    icon: <ListTree aria-hidden />,
    run: () => openEntity({ kind: 'trace', id: traceId }),
  }))
  const interactions = found.interactions.map(({ id, model, operation, latencyMs }): Command => ({
    id: `found ${id}`,
    label: `Interaction ${model || operation || ''}`,
    detail: `${shortId(id)} · ${formatDuration(latencyMs)}`,
    icon: <Bot aria-hidden />,
    run: () => openEntity({ kind: 'interaction', id }),
  }))
  const traceId = traceIdOf(query)
  // Until the server has answered, and when its answer is that it does not know it: the page of the id says so.
  const asked: Command[] =
    traceId !== undefined && traces.length === 0
      ? [
          {
            id: 'open',
            label: `Open trace ${shortId(traceId)}`,
            icon: <ListTree aria-hidden />,
            run: () => openEntity({ kind: 'trace', id: traceId }),
          },
        ]
      : []
  return [...asked, ...traces, ...interactions]
}

function valueCommand(found: FoundValue, { openValue }: PaletteActions): Command {
  const { field, value, count } = found
  return {
    id: `value ${field} ${value}`,
    label: `Traces where ${field} is ${value}`,
    detail: formatCount(count),
    icon: <Tag aria-hidden />,
    run: () => openValue(found),
  }
}

function searchCommands({ query }: PaletteState, { search }: PaletteActions): Command[] {
  const text = query.trim()
  if (text === '') return []
  return [{ id: 'search', label: `Search traces for “${text}”`, icon: <ListTree aria-hidden />, run: () => search(text) }]
}

function actCommands(state: PaletteState, actions: PaletteActions): Command[] {
  const { density, live } = state
  const other = density === 'compact' ? 'normal' : 'compact'
  return [
    ...rangeCommands(state, actions),
    { id: 'theme light', label: 'Theme: light', icon: <Sun aria-hidden />, run: () => actions.setTheme('light') },
    { id: 'theme dark', label: 'Theme: dark', icon: <Moon aria-hidden />, run: () => actions.setTheme('dark') },
    { id: 'theme system', label: 'Theme: as the system', icon: <SunMoon aria-hidden />, run: () => actions.setTheme('system') },
    { id: 'density', label: `Density: ${other} rows`, icon: <Rows3 aria-hidden />, run: () => actions.setDensity(other) },
    { id: 'live', label: live ? 'Live: off' : 'Live: on', icon: <Play aria-hidden />, keys: 'l', run: () => actions.setLive(!live) },
    { id: 'refresh', label: 'Refresh now', icon: <RefreshCw aria-hidden />, keys: 'r', run: actions.refresh },
    { id: 'copy', label: 'Copy link to this view', icon: <Copy aria-hidden />, keys: 'c', run: actions.copyLink },
    { id: 'sheet', label: 'Keyboard shortcuts', icon: <Rows3 aria-hidden />, keys: '?', run: actions.showSheet },
  ]
}

/** The presets; and, whatever it says, the range that was typed. */
function rangeCommands({ query, zone, nowMs }: PaletteState, { setRange }: PaletteActions): Command[] {
  const typed = parseTypedRange(query, nowMs, zone)
  const command = (range: TimeRange, label: string): Command => ({
    id: `range ${range.from} ${range.to}`,
    label: `Set time range: ${label}`,
    icon: <Clock aria-hidden />,
    run: () => setRange(range),
  })
  const presets = query.trim() === '' ? PRESETS.slice(0, 1) : PRESETS
  return [
    ...presets.map(({ from, to, label }) => command({ from, to }, label.toLowerCase())),
    ...(typed ? [{ ...command(typed, `${describeRange(typed, zone, nowMs)} (${query.trim()})`), id: TYPED_RANGE }] : []),
  ]
}
