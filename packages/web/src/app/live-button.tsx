import { liveStore } from '../api/live.ts'
import { formatSpan } from '../lib/format.ts'
import { endsNow } from '../lib/time-range.ts'
import { useNow } from '../lib/now.ts'
import { useStore } from '../lib/store.ts'
import { Button } from '../ui/button.tsx'
import styles from './shell.module.css'
import { usePage } from '../lib/use-page.ts'

/** Streams new rows. A stream that broke says so, with the age of what is shown. */
export function LiveButton() {
  const { live, range, setLive } = usePage()
  const { status, sinceMs } = useStore(liveStore)
  const broken = live && status === 'broken'
  // A range that ended earlier is not paused: nothing new can come into it.
  const paused = !live && endsNow(range) && sinceMs > 0
  return (
    <Button
      aria-label={broken ? 'Live, broken' : paused ? 'Live, paused' : 'Live'}
      aria-pressed={live}
      data-live={status}
      title={live ? 'New rows appear as they are stored (l)' : 'Not following new rows (l)'}
      onClick={() => setLive(!live)}
      className={styles.live}
    >
      <i className={styles.pulse} data-on={(live && status === 'open') || undefined} data-broken={broken || undefined} />
      {paused ? 'Paused' : 'Live'}
      {(broken || paused) && <DataAge sinceMs={sinceMs} broken={broken} />}
    </Button>
  )
}

/** How old what is shown has become since the stream stopped. */
function DataAge({ sinceMs, broken }: { sinceMs: number; broken: boolean }) {
  const now = useNow()
  return <span className={`${broken ? styles.broken : 't3'} num`}>{formatSpan(Math.max(0, (now - sinceMs) / 1000))} old</span>
}
