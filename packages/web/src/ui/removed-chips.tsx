import { mergedClasses, type RemovedClass } from '../lib/removed-classes.ts'
import type { Fact } from './facts.tsx'
import { Chip } from './marks.tsx'
import styles from './marks.module.css'

/** A chip for every class of what was removed, with how many. */
export function RemovedChips({ removed }: { removed: readonly RemovedClass[] }) {
  return mergedClasses(removed).map((one) => (
    <Chip key={one.class} tone="info" title={one.policy === undefined ? 'Removed before it was stored' : `Removed by ${one.policy}`}>
      {one.class} × {one.count}
    </Chip>
  ))
}

/** The same as one fact of a record; none where nothing was removed. */
export function removedFact(removed: readonly RemovedClass[] = []): Fact[] {
  if (removed.length === 0) return []
  return [
    {
      label: 'Removed',
      value: (
        <span className={styles.chips}>
          <RemovedChips removed={removed} />
        </span>
      ),
    },
  ]
}
