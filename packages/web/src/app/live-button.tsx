import { liveStore } from '../api/live.ts'
import { formatSpan } from '../lib/format.ts'
import { useNow } from '../lib/now.ts'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import styles from './shell.module.css'
import { usePage } from '../lib/use-page.ts'

/** Streams new rows. A stream that broke says so, with the age of what is shown. */
export function LiveButton() {
  const { live, setLive } = usePage()
  const { status, sinceMs } = useStore(liveStore)
  const broken = live && status === 'broken'
  return (
    <Button
      aria-label={broken ? 'Live, broken' : 'Live'}
      aria-pressed={live}
      data-live={status}
      title={live ? 'New rows appear as they are stored (l)' : 'Not following new rows (l)'}
      onClick={() => setLive(!live)}
      className={styles.live}
    >
      <i className={styles.pulse} data-on={(live && status === 'open') || undefined} data-broken={broken || undefined} />
      Live
      {broken && <BrokenAge sinceMs={sinceMs} />}
    </Button>
  )
}

function BrokenAge({ sinceMs }: { sinceMs: number }) {
  const now = useNow()
  return <span className={`${styles.broken} num`}>{formatSpan(Math.max(0, (now - sinceMs) / 1000))} old</span>
}
