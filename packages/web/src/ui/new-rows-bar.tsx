import { ArrowUp } from 'lucide-react'
import { formatCount } from '../lib/format.ts'
import styles from './new-rows-bar.module.css'

/** New rows never push what is being read: while the list is scrolled they wait behind this bar. */
export function NewRowsBar({ count, atLeast, onShow }: { count: number; atLeast: boolean; onShow: () => void }) {
  if (count === 0) return null
  return (
    <button type="button" className={styles.bar} onClick={onShow}>
      <ArrowUp aria-hidden />
      {formatCount(count)}
      {atLeast && '+'} new
    </button>
  )
}
