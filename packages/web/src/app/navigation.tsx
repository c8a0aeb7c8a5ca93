import { Link } from '@tanstack/react-router'
import { Moon, PanelLeftClose, PanelLeftOpen, Search, Sun } from 'lucide-react'
import type { ReactElement } from 'react'
import { useStore } from '../lib/store.ts'
import { themeStore, toggleTheme } from '../lib/theme.ts'
import { Kbd } from '../ui/marks.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { IngestHealth } from './ingest-health.tsx'
import { navigationStore, useNavigationShape } from './navigation-store.ts'
import { keepPage, type Place, PLACES } from './places.ts'
import styles from './shell.module.css'

const GROUPS = ['Investigate', 'Operate'] as const
export const PALETTE_KEYS = /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘K' : 'Ctrl K'

export function Navigation({ onPalette, paletteAhead }: { onPalette: () => void; paletteAhead: () => void }) {
  const theme = useStore(themeStore)
  const other = theme === 'dark' ? 'Light theme' : 'Dark theme'
  const { icons } = useNavigationShape()
  return (
    <nav className={styles.nav} aria-label="Main">
      <div className={styles.head}>
        <Logo />
        <span className={styles.name}>
          Relayscope
          <small className="ell">{location.host}</small>
        </span>
        {!icons && <PinButton />}
      </div>
      <Item label={`Search or jump to (${PALETTE_KEYS})`}>
        <button
          type="button"
          className={styles.jump}
          onClick={onPalette}
          onPointerEnter={paletteAhead}
          onFocus={paletteAhead}
          aria-label="Search or jump to"
          aria-keyshortcuts="Control+K Meta+K"
        >
          <Search aria-hidden />
          <span>Search or jump to</span>
          <Kbd>{PALETTE_KEYS}</Kbd>
        </button>
      </Item>
      {PLACES.filter(({ group }) => group === 'top').map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      {GROUPS.map((group) => (
        <div key={group} className={styles.section}>
          <h2 className={styles.group}>{group}</h2>
          {PLACES.filter((place) => place.group === group).map((place) => (
            <PlaceLink key={place.to} place={place} />
          ))}
        </div>
      ))}
      <div className="grow" />
      <IngestHealth />
      {icons && <PinButton />}
      {PLACES.filter(({ group }) => group === 'foot').map((place) => (
        <PlaceLink key={place.to} place={place} />
      ))}
      <Item label={other}>
        <button type="button" className={styles.item} onClick={toggleTheme} aria-label={other}>
          {theme === 'dark' ? <Sun aria-hidden /> : <Moon aria-hidden />}
          <span>{other}</span>
        </button>
      </Item>
    </nav>
  )
}

function PlaceLink({ place: { to, label, title, icon: Icon } }: { place: Place }) {
  return (
    <Item label={label}>
      <Link
        to={to}
        search={keepPage}
        activeOptions={{ exact: to === '/', includeSearch: false }}
        className={styles.item}
        aria-label={title}
      >
        <Icon aria-hidden />
        <span>{label}</span>
      </Link>
    </Item>
  )
}

/** Pins the navigation shut, or opens it again. A narrow window leaves no choice. */
function PinButton() {
  const { icons, canOpen } = useNavigationShape()
  if (!canOpen) return null
  const label = icons ? 'Open the navigation' : 'Shrink the navigation to icons'
  const button = (
    <button
      type="button"
      className={styles.pin}
      title={label}
      aria-label={label}
      onClick={() => navigationStore.set(icons ? 'open' : 'shut')}
    >
      {icons ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
    </button>
  )
  return icons ? <Tooltip tip={label}>{button}</Tooltip> : button
}

/** When only the icons are left, the label becomes a tip. */
function Item({ label, children }: { label: string; children: ReactElement }) {
  return useNavigationShape().icons ? <Tooltip tip={label}>{children}</Tooltip> : children
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
