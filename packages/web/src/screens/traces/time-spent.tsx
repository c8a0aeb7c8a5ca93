import { useMemo } from 'react'
import { ShareBar } from '../../charts/bars.tsx'
import { SPAN_ROLES } from '../../lib/span-kind.ts'
import { type SpanTree, timeByRole } from '../../lib/span-tree.ts'
import { Dot } from '../../ui/marks.tsx'
import styles from './waterfall.module.css'

const LEAST_SHARE = 0.005
const NAMED = 3

/** Self time along the critical path, by kind of work. */
export function TimeSpent({ tree }: { tree: SpanTree }) {
  const parts = useMemo(
    () =>
      timeByRole(tree.nodes)
        .filter(({ share }) => share > LEAST_SHARE)
        .map(({ role, share }) => ({ ...SPAN_ROLES[role], share })),
    [tree],
  )
  return (
    <footer className={styles.spent}>
      <span>Where the time went</span>
      <ShareBar parts={parts} />
      {parts.slice(0, NAMED).map(({ label, colour, share }) => (
        <span key={label} className={styles.spentPart}>
          <Dot colour={colour} />
          {label} <b className="num">{Math.round(share * 100)}%</b>
        </span>
      ))}
    </footer>
  )
}
