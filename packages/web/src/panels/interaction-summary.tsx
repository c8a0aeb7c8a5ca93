import type { AIInteraction } from '@relayscope/contract'
import { failureOf, isNotFound } from '../api/problem.ts'
import { useInteraction } from '../api/interactions.ts'
import { formatCount, formatDuration } from '../lib/format.ts'
import { formatExactMoney } from '../lib/money.ts'
import { type Fact, FactsList, Section } from '../ui/facts.tsx'
import { Unknown } from '../ui/marks.tsx'
import { Pane } from '../ui/pane.tsx'
import { Empty } from '../ui/states.tsx'
import { StatusWord } from '../ui/status-shape.tsx'
import { Exact } from '../ui/time-text.tsx'
import { EntityLink } from './entity-link.tsx'

/** An AI call in the drawer: its figures and the way to its trace. The texts are on its own page, with their privacy state. */
export function InteractionSummary({ id }: { id: string }) {
  const { data, error, isPending, isFetching, refetch } = useInteraction(id)
  const missing = isNotFound(error)
  return (
    <Pane
      what="The interaction"
      loading={isPending}
      busy={isFetching}
      failure={error && !data && !missing ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={missing ? <Empty title="This interaction is not here">It is older than what is kept, or was never sent.</Empty> : undefined}
    >
      {data && (
        <div>
          <Section>
            <FactsList facts={mainFacts(data)} />
          </Section>
          <Section title="Tokens and cost">
            <FactsList facts={costFacts(data)} />
          </Section>
        </div>
      )}
    </Pane>
  )
}

function mainFacts({
  status,
  errorDetails,
  startTime,
  latencyMs,
  timeToFirstToken,
  provider,
  model,
  operation,
  traceId,
  id,
}: AIInteraction): Fact[] {
  const failed = status !== 'success'
  return [
    { label: 'Status', value: <StatusWord status={failed ? 'error' : 'healthy'}>{failed ? 'Error' : 'OK'}</StatusWord> },
    ...(errorDetails?.message ? [{ label: 'Error', value: errorDetails.message, tone: 'critical' as const }] : []),
    { label: 'Started', value: <Exact iso={startTime} withDay /> },
    { label: 'Latency', value: formatDuration(latencyMs) },
    { label: 'First token', value: timeToFirstToken === undefined ? <Unknown /> : formatDuration(timeToFirstToken) },
    { label: 'Provider', value: provider || <Unknown /> },
    { label: 'Model', value: model || <Unknown /> },
    { label: 'Operation', value: operation || <Unknown /> },
    {
      label: 'Trace',
      value: traceId ? (
        <EntityLink kind="trace" id={traceId}>
          <span className="mono">{traceId}</span>
        </EntityLink>
      ) : (
        <Unknown />
      ),
    },
    { label: 'ID', value: <span className="mono">{id}</span> },
  ]
}

function costFacts({ promptTokens, responseTokens, cost, costDecimal, currency }: AIInteraction): Fact[] {
  const count = (tokens: number | undefined) => (tokens === undefined ? <Unknown /> : formatCount(tokens))
  return [
    { label: 'Input', value: count(promptTokens) },
    { label: 'Output', value: count(responseTokens) },
    { label: 'Cost', value: cost === undefined ? <Unknown /> : formatExactMoney(costDecimal, cost, currency) },
  ]
}
