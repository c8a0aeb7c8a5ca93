/** The small marks that stand beside words. */
import type { ReactNode } from 'react'
import { classes } from './classes.ts'
import styles from './marks.module.css'

export type Tone = 'plain' | 'critical' | 'warning' | 'healthy' | 'info' | 'accent'

/** A square in the colour of a thing; `colour` is the name of an identity token. */
export function Dot({ colour }: { colour: string }) {
  return <i className={styles.dot} style={{ background: `var(${colour})` }} />
}

export function Chip({ tone = 'plain', title, children }: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={classes(styles.chip, styles[tone])} title={title}>
      {children}
    </span>
  )
}

/** `HIT`, `MISS`, `ERROR`. */
export function Tag({ tone, children }: { tone: Tone; children: string }) {
  return <span className={classes(styles.tag, styles[tone])}>{children}</span>
}

export function Count({ children }: { children: ReactNode }) {
  return <span className={classes(styles.count, 'num')}>{children}</span>
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles.kbd}>{children}</kbd>
}

/** A value nobody told us. */
export function Unknown() {
  return (
    <span className="t3" title="It was not reported">
      unknown
    </span>
  )
}
