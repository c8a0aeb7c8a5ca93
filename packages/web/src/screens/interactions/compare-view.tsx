/** Two interactions side by side: what was said word by word, and the figures. Loaded when it is first opened. */
import type { AIInteraction } from '@relayscope/contract'
import { useMemo } from 'react'
import { useInteraction } from '../../api/interactions.ts'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { Split } from '../../ui/split.tsx'
import { Empty, FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { compareContent } from './compare-content.ts'
import { CompareFiguresDock } from './compare-figures-dock.tsx'
import { CompareHead } from './compare-head.tsx'
import { CompareTexts } from './compare-texts.tsx'
import styles from './compare.module.css'
import type { InteractionPage } from './use-interaction-page.ts'
import { useCompareKeys } from './use-compare-keys.ts'
import { useChangeCursor } from './use-change-cursor.ts'

export interface CompareViewProps {
  leftId: string
  rightId: string
  page: InteractionPage
}

export default function CompareView({ leftId, rightId, page }: CompareViewProps) {
  const left = useInteraction(leftId)
  const right = useInteraction(rightId)
  if (left.data && right.data) {
    return (
      <section className={styles.compare} aria-label="Comparison">
        <ProgressLine busy={left.isFetching || right.isFetching} />
        <Compared left={left.data} right={right.data} page={page} />
      </section>
    )
  }
  const missing = [left, right].flatMap(({ error }, at) => (isNotFound(error) ? [at === 0 ? leftId : rightId] : []))
  if (missing.length > 0) return <Missing ids={missing} />
  const failed = [left, right].find(({ error, data }) => error && !data)
  if (!failed) return <SkeletonRows rowHeight={28} rows={16} />
  const retry = (): void => void Promise.all([left.refetch(), right.refetch()])
  return <FailurePane what="The interactions could not be loaded" failure={failureOf(failed.error)} onRetry={retry} />
}

function Missing({ ids }: { ids: readonly string[] }) {
  return (
    <Empty title={ids.length === 1 ? 'One of the two is not here' : 'These interactions are not here'}>
      <p>
        There is no interaction <span className="mono">{ids.join(', ')}</span>, or it is older than what is kept.
      </p>
    </Empty>
  )
}

function Compared({ left, right, page }: { left: AIInteraction; right: AIInteraction; page: InteractionPage }) {
  const content = useMemo(() => compareContent(left, right), [left, right])
  const cursor = useChangeCursor(content)
  const keys = useCompareKeys({ left, right, page, cursor })
  return (
    <>
      <CompareHead changes={content.changes} cursor={cursor} keys={keys} onBack={page.close} />
      <Split
        id="interactions.compare"
        label="Width of the figures"
        sized="end"
        initialPx={380}
        leastPx={300}
        mostPx={640}
        start={<CompareTexts left={left} right={right} content={content} whole={keys.whole} cursor={cursor} />}
        end={<CompareFiguresDock left={left} right={right} />}
      />
    </>
  )
}
