import { useMatches } from '@tanstack/react-router'
import { CopyLink } from './copy-link.tsx'
import { LiveButton } from './live-button.tsx'
import { RefreshControl } from './refresh-control.tsx'
import styles from './shell.module.css'
import { TimeRangeControl } from './time-range-control.tsx'

export function TopBar({ title, onRefresh }: { title: string; onRefresh: () => void }) {
  const timeless = useMatches({ select: (matches) => matches.some(({ staticData }) => staticData.timeless) })
  return (
    <header className={styles.top}>
      <h1 className="ell">{title}</h1>
      <span className="grow" />
      {!timeless && (
        <>
          <LiveButton />
          <TimeRangeControl />
          <RefreshControl onRefresh={onRefresh} />
        </>
      )}
      <CopyLink />
    </header>
  )
}
