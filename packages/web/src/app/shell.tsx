import { useQueryClient } from '@tanstack/react-query'
import { Outlet, useMatches } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { openLive } from '../api/live.ts'
import { refreshAll } from '../api/refresh.ts'
import { Navigation } from './navigation.tsx'
import { ShortcutSheet } from './shortcut-sheet.tsx'
import styles from './shell.module.css'
import { TopBar } from './top-bar.tsx'
import { useGlobalShortcuts } from './global-shortcuts.ts'
import { usePage } from '../lib/use-page.ts'

/** Everything around the screens. */
export function Shell() {
  const { live } = usePage()
  const client = useQueryClient()
  const [sheetOpen, setSheetOpen] = useState(false)
  const title = useMatches({ select: (matches) => matches.findLast(({ staticData }) => staticData.title)?.staticData.title })
  useEffect(() => (live ? openLive() : undefined), [live])
  useEffect(() => {
    document.title = title === undefined ? 'Relayscope' : `${title} · Relayscope`
  }, [title])
  useGlobalShortcuts({ showSheet: () => setSheetOpen(true), refresh: () => refreshAll(client) })
  return (
    <>
      <div className={styles.app}>
        <a href="#main" className={styles.skip}>
          Skip to the content
        </a>
        <Navigation onShowShortcuts={() => setSheetOpen(true)} />
        <div className={styles.page}>
          <TopBar title={title ?? 'Relayscope'} onRefresh={() => refreshAll(client)} />
          <main id="main" className={styles.main} tabIndex={-1}>
            <Outlet />
          </main>
        </div>
      </div>
      <ShortcutSheet open={sheetOpen} onOpenChange={setSheetOpen} />
    </>
  )
}
