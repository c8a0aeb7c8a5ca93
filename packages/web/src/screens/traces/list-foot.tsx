import { useTraceCount } from '../../api/traces.ts'
import { formatCapped, formatCount } from '../../lib/format.ts'
import styles from './traces.module.css'
import type { TracePage } from './use-trace-page.ts'

/** How many were found: a separate, cheap question, so that the rows never wait for it. */
export function TraceCount({ page }: { page: TracePage }) {
  const { data } = useTraceCount(page.filters)
  if (!data) return null
  return (
    <span className="num" title={data.capped ? `At least ${formatCount(data.count)}` : undefined}>
      <b className="strong">{formatCapped(data.count, data.capped)}</b> {data.count === 1 ? 'trace' : 'traces'}
    </span>
  )
}

export function ListFoot({ page, shown, more }: { page: TracePage; shown: number; more: boolean }) {
  const ranked = page.search.sort !== undefined
  return (
    <footer className={styles.foot}>
      <TraceCount page={page} />
      <span className="grow" />
      {ranked ? (
        <span>The {formatCount(shown)} largest of at most 31 days</span>
      ) : (
        more && <span className="num">{formatCount(shown)} loaded, more as you scroll</span>
      )}
    </footer>
  )
}
