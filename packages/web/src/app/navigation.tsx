import { Link } from '@tanstack/react-router'
import { Bot, Keyboard, ListTree, Moon, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { useStore } from '../lib/store.ts'
import { themeStore, toggleTheme } from '../lib/theme.ts'
import { Tooltip } from '../ui/tooltip.tsx'
import { IngestHealth } from './ingest-health.tsx'
import styles from './shell.module.css'
import { useNarrow } from './use-narrow.ts'

/** Screens of later versions appear here when they exist. */
export function Navigation({ onShowShortcuts }: { onShowShortcuts: () => void }) {
  const theme = useStore(themeStore)
  const other = theme === 'dark' ? 'Light theme' : 'Dark theme'
  return (
    <nav className={styles.nav} aria-label="Main">
      <div className={styles.head}>
        <Logo />
        <span className={styles.name}>
          Relayscope
          <small className="ell">{location.host}</small>
        </span>
      </div>
      <div className={styles.section}>
        <h2 className={styles.group}>Investigate</h2>
        <Item label="Traces">
          <Link to="/traces" search={keepPage} className={styles.item} aria-label="Trace Explorer">
            <ListTree aria-hidden />
            <span>Traces</span>
          </Link>
        </Item>
        <Item label="Interactions">
          <Link to="/interactions" search={keepPage} className={styles.item} aria-label="AI Interaction Explorer">
            <Bot aria-hidden />
            <span>Interactions</span>
          </Link>
        </Item>
      </div>
      <div className="grow" />
      <IngestHealth />
      <Item label="Keyboard shortcuts">
        <button type="button" className={styles.item} onClick={onShowShortcuts} aria-label="Keyboard shortcuts">
          <Keyboard aria-hidden />
          <span>Shortcuts</span>
        </button>
      </Item>
      <Item label={other}>
        <button type="button" className={styles.item} onClick={toggleTheme} aria-label={other}>
          {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
          <span>{other}</span>
        </button>
      </Item>
    </nav>
  )
}

/** From screen to screen the range of time and the live state go along; what belongs to one screen stays. */
function keepPage({ from, to, live }: { from?: string; to?: string; live?: 'off' }) {
  return { from, to, live }
}

/** On narrow windows only the icons are left, and the label becomes a tip. */
function Item({ label, children }: { label: string; children: ReactElement }) {
  return useNarrow() ? <Tooltip tip={label}>{children}</Tooltip> : children
}

function Logo() {
  return (
    <svg className={styles.logo} viewBox="0 0 20 20" aria-hidden>
      <rect width="20" height="20" rx="5" fill="var(--inv)" />
      <path
        d="M4.5 13.5c2.2 0 2.2-7 4.4-7s2.2 7 4.4 7c1.2 0 1.7-2 2.2-3.6"
        fill="none"
        stroke="var(--inv-tx)"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </svg>
  )
}
