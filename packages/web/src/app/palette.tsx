import { TRACE_FIELDS } from '@relayscope/contract/search'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { type FoundValue, useLookup } from '../api/lookup.ts'
import { densityStore } from '../lib/density.ts'
import { type Entity, recentStore } from '../lib/recent.ts'
import { fieldTerm } from '../lib/search-query.ts'
import { useStore } from '../lib/store.ts'
import { chooseTheme } from '../lib/theme.ts'
import { usePage } from '../lib/use-page.ts'
import { useZone } from '../lib/zone.ts'
import { CommandPalette } from '../ui/command-palette.tsx'
import { copyLink } from './global-shortcuts.ts'
import { paletteGroups, type PaletteActions } from './palette-commands.tsx'
import { keepPage } from './places.ts'

export interface PaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  refresh: () => void
  showSheet: () => void
}

/** A part of its own, loaded when it is first asked for. */
export default function Palette({ open, onOpenChange, refresh, showSheet }: PaletteProps) {
  const [query, setQuery] = useState('')
  const page = usePage()
  const lookup = useLookup(open ? query : '', page.range)
  const navigate = useNavigate()
  const toTraces = (q: string): void => void navigate({ to: '/traces', search: (before) => ({ ...keepPage(before), q }) })
  const actions: PaletteActions = {
    go: (to) => void navigate({ to, search: keepPage }),
    openEntity: ({ kind, id }: Entity) =>
      void (kind === 'trace'
        ? navigate({ to: '/traces/$traceId', params: { traceId: id }, search: keepPage })
        : navigate({ to: '/interactions/$interactionId', params: { interactionId: id }, search: keepPage })),
    openValue: ({ field, value }: FoundValue) => toTraces(fieldTerm(field, value, TRACE_FIELDS)),
    search: toTraces,
    setRange: page.setRange,
    setTheme: chooseTheme,
    setDensity: densityStore.set,
    setLive: page.setLive,
    copyLink: () => copyLink(location.href),
    refresh,
    showSheet,
  }
  const { found, values, busy } = lookup
  const groups = paletteGroups(
    {
      query,
      found,
      values,
      recent: useStore(recentStore),
      density: useStore(densityStore),
      live: page.live,
      zone: useZone(),
      nowMs: Date.now(),
    },
    actions,
  )
  return (
    <CommandPalette
      open={open}
      onOpenChange={(next) => {
        onOpenChange(next)
        if (!next) setQuery('')
      }}
      placeholder="Type a command, a trace ID, a request ID or a time range"
      query={query}
      onQuery={setQuery}
      groups={groups}
      busy={busy}
    />
  )
}
