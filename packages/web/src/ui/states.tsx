/** What a pane shows when it has nothing else to show. Every pane has all of these, drawn here once. */
import { type ReactNode, useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './states.module.css'
import { StatusShape } from './status-shape.tsx'

const SKELETON_AFTER_MS = 150

function useLater(delayMs: number): boolean {
  const [reached, setReached] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setReached(true), delayMs)
    return () => clearTimeout(timer)
  }, [delayMs])
  return reached
}

/** First loading: rows in the final shape, and only when it takes long enough to be noticed. */
export function SkeletonRows({ rowHeight, rows = 12 }: { rowHeight: number; rows?: number }) {
  const shown = useLater(SKELETON_AFTER_MS)
  return (
    <div className={styles.skeleton} role="status" aria-label="Loading">
      {shown &&
        Array.from({ length: rows }, (_, at) => (
          <div key={at} style={{ height: rowHeight }}>
            <i style={{ width: `${8 + ((at * 7) % 5)}%` }} />
            <i style={{ width: `${30 + ((at * 13) % 23)}%` }} />
            <i style={{ width: `${12 + ((at * 5) % 9)}%` }} />
          </div>
        ))}
    </div>
  )
}

/** Later loading: the old content stays and this line runs over it. */
export function ProgressLine({ busy }: { busy: boolean }) {
  return busy ? <BusyLine /> : null
}

function BusyLine() {
  const shown = useLater(SKELETON_AFTER_MS)
  return shown ? <div className={styles.progress} role="progressbar" aria-label="Loading" /> : null
}

export function Empty({ title, children, wide }: { title: string; children?: ReactNode; wide?: boolean }) {
  return (
    <div className={styles.empty}>
      <div className={classes(styles.message, wide && styles.wide)}>
        <h2>{title}</h2>
        {children}
      </div>
    </div>
  )
}

export interface Failure {
  /** What happened, to what, and what to do. */
  readonly message: string
  readonly advice?: string
  readonly requestId?: string
}

/** In the pane that failed, never the page. */
export function FailurePane({ what, failure, onRetry }: { what: string; failure: Failure; onRetry?: () => void }) {
  return (
    <div className={styles.empty} role="alert">
      <div className={styles.message}>
        <h2>
          <StatusShape status="error" large />
          {what}
        </h2>
        <p>{failure.message}</p>
        {failure.advice !== undefined && <p className="t3">{failure.advice}</p>}
        <p className={styles.actions}>
          {onRetry && <Button onClick={onRetry}>Try again</Button>}
          {failure.requestId !== undefined && (
            <span className="t3">
              Request <span className="mono">{failure.requestId}</span>
            </span>
          )}
        </p>
      </div>
    </div>
  )
}

/** A line under a list or over a detail that says that it is not the whole: cut, sampled, late. */
export function Note({ tone = 'plain', children }: { tone?: 'plain' | 'warning'; children: ReactNode }) {
  return (
    <p className={classes(styles.note, styles[tone])} role="note">
      {tone === 'warning' && <StatusShape status="warning" />}
      <span>{children}</span>
    </p>
  )
}
