import { ShieldCheck } from 'lucide-react'
import styles from './what-if.module.css'

export function DryRunBanner() {
  return (
    <p className={styles.banner} role="note">
      <ShieldCheck aria-hidden />
      Dry run. No provider is called, nothing is charged.
    </p>
  )
}
