import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useMatches, useParams, useSearch } from '@tanstack/react-router'
import { createElement, useEffect, useState } from 'react'
import { openLive } from '../api/live.ts'
import { refreshAll } from '../api/refresh.ts'
import { rememberEntity } from '../lib/recent.ts'
import { followSystemTheme } from '../lib/theme.ts'
import { part, useLoaded } from '../lib/use-loaded.ts'
import { usePage } from '../lib/use-page.ts'
import { usePeek } from '../lib/use-peek.ts'
import { Toaster } from '../ui/toaster.tsx'
import { useGlobalShortcuts } from './global-shortcuts.ts'
import { Navigation } from './navigation.tsx'
import { useNavigationShape } from './navigation-store.ts'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'
import { usePalette } from './use-palette.ts'

const drawerPart = part(() => import('./entity-drawer.tsx').then((module) => module.default))

/** Everything around the screens; nothing around those for guests. */
export function Shell() {
  const bare = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.bare) })
  return bare ? <BareShell /> : <WholeShell />
}

function BareShell() {
  useTitle()
  useEffect(followSystemTheme, [])
  return (
    <main id="main" className={styles.bare}>
      <Outlet />
    </main>
  )
}

function WholeShell() {
  const { live } = usePage()
  const client = useQueryClient()
  const [sheetOpen, setSheetOpen] = useState(false)
  const palette = usePalette()
  const { icons } = useNavigationShape()
  const wall = useSearch({ strict: false, select: ({ wall }) => wall === 'on' })
  useEffect(() => (live ? openLive() : undefined), [live])
  useEffect(followSystemTheme, [])
  useRecent()
  const title = useTitle()
  const refresh = (): void => refreshAll(client)
  const showSheet = (): void => setSheetOpen(true)
  useGlobalShortcuts({ showSheet, refresh })
  return (
    <>
      <div className={styles.app} data-icons={icons || undefined} data-wall={wall || undefined}>
        <a href="#main" className={styles.skip}>
          Skip to the content
        </a>
        {!wall && <Navigation onPalette={() => palette.setOpen(true)} paletteAhead={palette.ahead} />}
        <div className={styles.page}>
          {!wall && <TopBar title={title} onRefresh={refresh} />}
          <main id="main" className={styles.main} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <ShortcutSheet open={sheetOpen} onOpenChange={setSheetOpen} />
      {palette.Palette && createElement(palette.Palette, { open: palette.open, onOpenChange: palette.setOpen, refresh, showSheet })}
      <LazyDrawer />
      <Toaster />
    </>
  )
}

function useTitle(): string {
  const title = useMatches({ select: (matches) => matches.findLast(({ staticData }) => staticData.title)?.staticData.title })
  useEffect(() => {
    document.title = title === undefined ? 'Relayscope' : `${title} · Relayscope`
  }, [title])
  return title ?? 'Relayscope'
}

/** What is opened as a page is offered again by the palette. */
function useRecent(): void {
  const { traceId, interactionId } = useParams({ strict: false })
  useEffect(() => {
    if (traceId !== undefined) rememberEntity({ kind: 'trace', id: traceId })
    if (interactionId !== undefined) rememberEntity({ kind: 'interaction', id: interactionId })
  }, [traceId, interactionId])
}

function LazyDrawer() {
  const { shown } = usePeek()
  const [wanted, setWanted] = useState(false)
  if (shown && !wanted) setWanted(true)
  const loaded = useLoaded(drawerPart, wanted)
  return loaded ? createElement(loaded) : null
}
