import type { ReactNode } from 'react'
import styles from './tooltip.module.css'

/**
 * A tip to the right of what it belongs to, on hover and on keyboard focus; drawn without script. What it says is also
 * said to screen readers by the thing itself, so the tip is hidden from them. Nothing essential is only in a tip.
 */
export function Tooltip({ tip, children }: { tip: ReactNode; children: ReactNode }) {
  return (
    <div className={styles.place}>
      {children}
      <div className={styles.tip} aria-hidden>
        {tip}
      </div>
    </div>
  )
}
