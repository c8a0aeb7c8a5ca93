import styles from './status-shape.module.css'
import { classes } from './classes.ts'

export type Status = 'critical' | 'error' | 'warning' | 'slow' | 'info' | 'healthy' | 'quiet'

/** Every state has its own silhouette as well as its own colour, so that colour is never the only sign. */
export function StatusShape({ status, label, large }: { status: Status; label?: string; large?: boolean }) {
  const aria = label === undefined ? ({ 'aria-hidden': true } as const) : ({ role: 'img', 'aria-label': label } as const)
  return (
    <svg className={classes(styles.shape, large && styles.large)} viewBox="0 0 14 14" {...aria}>
      {label !== undefined && <title>{label}</title>}
      {SHAPES[status]}
    </svg>
  )
}

const SHAPES: Readonly<Record<Status, React.ReactNode>> = {
  critical: (
    <>
      <path d="M4.3 .8h5.4l3.5 3.5v5.4l-3.5 3.5H4.3L.8 9.7V4.3z" fill="var(--crit-s)" />
      <path d="M7 3.6v4" stroke="var(--on-crit)" strokeWidth="1.6" strokeLinecap="round" />
      <circle cx="7" cy="10.1" r=".95" fill="var(--on-crit)" />
    </>
  ),
  error: (
    <>
      <circle cx="7" cy="7" r="6.2" fill="var(--crit-s)" />
      <path d="M4.9 4.9l4.2 4.2M9.1 4.9L4.9 9.1" stroke="var(--on-crit)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  warning: (
    <>
      <path d="M7 1.1c.4 0 .8.2 1 .6l5 9.1c.4.8-.1 1.7-1 1.7H2c-.9 0-1.4-.9-1-1.7l5-9.1c.2-.4.6-.6 1-.6z" fill="var(--warn-s)" />
      <path d="M7 5v3" stroke="var(--on-warn)" strokeWidth="1.4" strokeLinecap="round" />
      <circle cx="7" cy="10.2" r=".85" fill="var(--on-warn)" />
    </>
  ),
  slow: (
    <>
      <path d="M7 .9l6.1 6.1L7 13.1.9 7z" fill="var(--warn-s)" />
      <path d="M7 4.3V7l1.8 1.2" stroke="var(--on-warn)" strokeWidth="1.3" fill="none" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  info: (
    <>
      <rect x="1" y="1" width="12" height="12" rx="3.2" fill="var(--info-s)" />
      <path d="M7 6.4v3.7" stroke="var(--on-info)" strokeWidth="1.5" strokeLinecap="round" />
      <circle cx="7" cy="4" r=".95" fill="var(--on-info)" />
    </>
  ),
  healthy: (
    <>
      <circle cx="7" cy="7" r="5.3" fill="none" stroke="var(--ok-s)" strokeWidth="1.4" />
      <path d="M4.7 7.1l1.6 1.6 3-3.2" fill="none" stroke="var(--ok-s)" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  quiet: <circle cx="7" cy="7" r="2.2" fill="var(--line-strong)" />,
}

/** Shape and word together. What is fine is said quietly. */
export function StatusWord({ status, children, count }: { status: Status; children: string; count?: number }) {
  return (
    <span className={classes(styles.word, styles[status])}>
      <StatusShape status={status} />
      {children}
      {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
    </span>
  )
}
