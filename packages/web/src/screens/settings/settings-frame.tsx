import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { SETTINGS_PAGES } from './settings-pages.ts'
import styles from './settings.module.css'

/** The pages of the settings beside the one that is open. */
export function SettingsFrame({ children }: { children: ReactNode }) {
  return (
    <div className={styles.frame}>
      <nav className={styles.pages} aria-label="Settings">
        {SETTINGS_PAGES.map(({ to, label }) => (
          <Link key={to} to={to} className={styles.pageLink}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={styles.screen}>{children}</div>
    </div>
  )
}
