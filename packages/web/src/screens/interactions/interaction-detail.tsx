import type { AIInteraction } from '@relayscope/contract'
import { GitCompareArrows } from 'lucide-react'
import { useInteraction } from '../../api/interactions.ts'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { shortId } from '../../lib/format.ts'
import { DecisionDoor } from '../../panels/decision-door.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Split } from '../../ui/split.tsx'
import { Empty, FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import { Content } from './content.tsx'
import { InteractionFacts } from './interaction-facts.tsx'
import { interactionState } from './interaction-state.ts'
import styles from './interactions.module.css'
import type { Marks } from './list-props.ts'
import type { InteractionPage } from './use-interaction-page.ts'

export interface InteractionDetailProps {
  id: string
  page: InteractionPage
  marks: Marks
}

export function InteractionDetailPane({ id, page, marks }: InteractionDetailProps) {
  const { data, error, isPending, isFetching, refetch } = useInteraction(id)
  if (isPending) return <SkeletonRows rowHeight={28} rows={16} />
  if (!data) {
    return isNotFound(error) ? (
      <Empty title="This interaction is not here">
        <p>
          There is no interaction <span className="mono">{id}</span>, or it is older than what is kept.
        </p>
      </Empty>
    ) : (
      <FailurePane what="The interaction could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
    )
  }
  return (
    <section className={styles.detail} aria-label="Interaction details">
      <ProgressLine busy={isFetching} />
      <Header interaction={data} marks={marks} />
      <Split
        id="interactions.facts"
        label="Width of the details"
        sized="end"
        initialPx={320}
        leastPx={260}
        mostPx={560}
        start={<Content interaction={data} />}
        end={<InteractionFacts interaction={data} page={page} />}
      />
    </section>
  )
}

function Header({ interaction, marks }: { interaction: AIInteraction; marks: Marks }) {
  const marked = marks.ids.includes(interaction.id)
  const { status, word } = interactionState(interaction)
  const title = [interaction.operation, interaction.model].filter(Boolean).join(' · ') || 'Interaction'
  return (
    <header className={styles.header}>
      <StatusShape status={status === 'quiet' ? 'healthy' : status} label={word} large />
      <h2 className="ell" title={title}>
        {title}
      </h2>
      <span className="mono t3" title={interaction.id}>
        {shortId(interaction.id)}
      </span>
      <CopyButton text={interaction.id} label="Copy the interaction ID" />
      <span className="grow" />
      <DecisionDoor traceId={interaction.traceId} requestId={interaction.requestId} />
      <Button size="small" pressed={marked} title="Mark it, to compare it with another (x)" onClick={() => marks.toggle(interaction.id)}>
        <GitCompareArrows aria-hidden />
        {marked ? 'Marked' : 'Mark'}
      </Button>
    </header>
  )
}
