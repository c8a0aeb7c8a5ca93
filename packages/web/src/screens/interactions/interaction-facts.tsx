import type { AIInteraction } from '@relayscope/contract'
import { INTERACTION_FIELDS } from '@relayscope/contract/search'
import { Link } from '@tanstack/react-router'
import { ChevronDown, ListTree } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { TimingBar } from '../../charts/timing-bar.tsx'
import { formatCount, formatDuration, shortId } from '../../lib/format.ts'
import { formatExactMoney } from '../../lib/money.ts'
import { withChoice } from '../../lib/search-query.ts'
import { buttonClass } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { type Fact, FactsList, Section } from '../../ui/facts.tsx'
import { Filterable } from '../../ui/filterable.tsx'
import { Chip, Unknown } from '../../ui/marks.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { CostBreakdown } from './cost-breakdown.tsx'
import { ProviderName } from './entity-names.tsx'
import { interactionState, queueMs } from './interaction-state.ts'
import styles from './interactions.module.css'
import type { InteractionPage } from './use-interaction-page.ts'

interface Props {
  interaction: AIInteraction
  page: InteractionPage
}

export function InteractionFacts({ interaction, page }: Props) {
  const { status, word } = interactionState(interaction)
  const [costs, setCosts] = useState(false)
  return (
    <aside className={styles.facts} aria-label="Facts" tabIndex={0}>
      {interaction.status !== 'success' && <Failed interaction={interaction} />}
      <Section>
        <FactsList
          facts={[
            { label: 'Status', value: <StatusWord status={status === 'quiet' ? 'healthy' : status}>{word}</StatusWord> },
            ...identityFacts(interaction, page),
          ]}
        />
      </Section>
      <Section title="Tokens and cost">
        <FactsList facts={[...tokenFacts(interaction), costFact(interaction, costs, () => setCosts(!costs))]} />
        {costs && <CostBreakdown interaction={interaction} />}
      </Section>
      <Section title="Timing">
        <TimingBar
          latencyMs={interaction.latencyMs}
          queueMs={queueMs(interaction)}
          firstTokenMs={interaction.timeToFirstToken}
          failed={interaction.status !== 'success'}
        />
        <FactsList facts={timingFacts(interaction)} />
      </Section>
      <Section title="More">
        <FactsList facts={moreFacts(interaction, page)} />
      </Section>
      <Tags tags={interaction.tags ?? {}} page={page} />
    </aside>
  )
}

function Failed({ interaction: { errorDetails, status } }: { interaction: AIInteraction }) {
  return (
    <Section>
      <div className={styles.error}>
        <b>{errorDetails?.message || (status === 'timeout' ? 'It took too long' : 'It failed without saying why')}</b>
        {(errorDetails?.code || errorDetails?.type) && (
          <div className="mono">{[errorDetails.code, errorDetails.type].filter(Boolean).join(' ')}</div>
        )}
      </div>
    </Section>
  )
}

function Identifier({ id, what }: { id: string; what: string }) {
  if (id === '') return <Unknown />
  return (
    <span className={styles.identifier}>
      <span className="mono ell" title={id}>
        {shortId(id, 12, 6)}
      </span>
      <CopyButton text={id} label={`Copy the ${what}`} />
    </span>
  )
}

function identityFacts(interaction: AIInteraction, page: InteractionPage): Fact[] {
  const { id, requestId, traceId, provider, model, requestedModel, servedModel, operation } = interaction
  const field = (name: string, value: string, shown: ReactNode) => (
    <FieldValue page={page} field={name} value={value} what={name}>
      {shown}
    </FieldValue>
  )
  const differs = requestedModel !== undefined && servedModel !== undefined && requestedModel !== servedModel
  const filterModel = (
    <button
      type="button"
      className={styles.door}
      title="Show the interactions with this model"
      onClick={() => page.change({ model }, false)}
    >
      {model}
    </button>
  )
  return [
    { label: 'ID', value: <Identifier id={id} what="interaction ID" /> },
    { label: 'Request ID', value: <Identifier id={requestId} what="request ID" /> },
    { label: 'Trace ID', value: <TraceLink traceId={traceId} spanId={interaction.spanId} /> },
    { label: 'Provider', value: provider === '' ? <Unknown /> : field('provider', provider, <ProviderName provider={provider} />) },
    { label: 'Model', value: model === '' ? <Unknown /> : filterModel },
    ...(differs
      ? [
          { label: 'Requested', value: requestedModel },
          { label: 'Served', value: servedModel },
        ]
      : []),
    { label: 'Operation', value: operation ? field('operation', operation, operation) : <Unknown /> },
  ]
}

function TraceLink({ traceId, spanId }: { traceId: string; spanId: string | undefined }) {
  if (traceId === '') return <span className="t3">not part of a trace</span>
  return (
    <span className={styles.identifier}>
      <span className="mono ell" title={traceId}>
        {shortId(traceId, 8, 0)}
      </span>
      <CopyButton text={traceId} label="Copy the trace ID" />
      <Link
        to="/traces/$traceId"
        params={{ traceId }}
        search={({ from, to, live }) => ({ from, to, live, span: spanId })}
        className={buttonClass('normal', 'small')}
      >
        <ListTree aria-hidden />
        View Trace
      </Link>
    </span>
  )
}

function count(value: number | undefined, estimated: boolean | undefined) {
  if (value === undefined) return <Unknown />
  return (
    <span className="num">
      {formatCount(value)} {estimated && <Chip tone="warning">estimated</Chip>}
    </span>
  )
}

function tokenFacts(interaction: AIInteraction): Fact[] {
  const { promptTokens, responseTokens, cachedTokens, cacheWriteTokens, reasoningTokens, tokensEstimated } = interaction
  const optional = [
    ['Cached', cachedTokens],
    ['Cache writes', cacheWriteTokens],
    ['Reasoning', reasoningTokens],
  ] as const
  return [
    { label: 'Input', value: count(promptTokens, tokensEstimated) },
    { label: 'Output', value: count(responseTokens, tokensEstimated) },
    ...optional.filter(([, value]) => value !== undefined).map(([label, value]) => ({ label, value: count(value, false) })),
  ]
}

/** A click opens it to prices and tokens; also where it is not known, to say why. */
function costFact({ cost, costDecimal, currency, tokensEstimated }: AIInteraction, open: boolean, onToggle: () => void): Fact {
  return {
    label: 'Cost',
    value: (
      <>
        <button
          type="button"
          className={`${styles.door} num`}
          aria-expanded={open}
          title={open ? 'Hide the prices' : 'Show price times tokens'}
          onClick={onToggle}
        >
          {cost === undefined ? 'unknown' : formatExactMoney(costDecimal, cost, currency)}
          <ChevronDown aria-hidden />
        </button>{' '}
        {cost !== undefined && tokensEstimated && <Chip tone="warning">estimated</Chip>}
      </>
    ),
  }
}

function timingFacts(interaction: AIInteraction): Fact[] {
  const { startTime, endTime, latencyMs, timeToFirstToken, tokensPerSecond, attempt, httpAttempts } = interaction
  const queue = queueMs(interaction)
  return [
    { label: 'Start', value: <Exact iso={startTime} withDay /> },
    { label: 'End', value: <Exact iso={endTime} withDay /> },
    { label: 'Latency', value: <span className="num">{formatDuration(latencyMs)}</span> },
    ...(queue === undefined
      ? []
      : [{ label: 'Queue', title: 'Before the provider worked on it', value: <span className="num">{formatDuration(queue)}</span> }]),
    {
      label: 'First token',
      title: 'Time to first token',
      value: timeToFirstToken === undefined ? <Unknown /> : <span className="num">{formatDuration(timeToFirstToken)}</span>,
    },
    {
      label: 'Tokens/s',
      title: 'Tokens per second',
      value:
        tokensPerSecond === undefined ? <Unknown /> : <span className="num">{tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0)}</span>,
    },
    { label: 'Attempt', value: attempt === undefined ? <Unknown /> : <span className="num">{attempt}</span> },
    ...(httpAttempts !== undefined && httpAttempts > 1
      ? [{ label: 'HTTP requests', value: <span className="num">{httpAttempts}</span> }]
      : []),
  ]
}

function moreFacts(interaction: AIInteraction, page: InteractionPage): Fact[] {
  const { userId, organizationId, sessionId, service, streaming, finishReason, serviceTier, region, responseId, source } = interaction
  const known = [
    ['User', userId, 'user'],
    ['Organisation', organizationId, 'organization'],
    ['Session', sessionId, 'session'],
    ['Service', service, 'service'],
    ['Streaming', streaming === undefined ? undefined : streaming ? 'yes' : 'no', undefined],
    ['Finish', finishReason, 'finish'],
    ['Tier', serviceTier, 'tier'],
    ['Region', region, 'region'],
    ['Response ID', responseId, 'responseId'],
    ['Read from', source, 'source'],
  ] as const
  return known.flatMap(([label, value, field]) =>
    value === undefined || value === ''
      ? []
      : [{ label, value: field === undefined ? value : <FieldValue page={page} field={field} value={value} what={label.toLowerCase()} /> }],
  )
}

interface FieldValueProps {
  page: InteractionPage
  field: string
  value: string
  what: string
  children?: ReactNode
}

/** The list beside it then has what the field says. */
function FieldValue({ page, field, value, what, children = value }: FieldValueProps) {
  return (
    <Filterable
      what={what}
      value={value}
      onFilter={(choice) => page.change({ q: withChoice(page.query, field, value, choice, INTERACTION_FIELDS) || undefined }, false)}
    >
      {children}
    </Filterable>
  )
}

function Tags({ tags, page }: { tags: Readonly<Record<string, string>>; page: InteractionPage }) {
  const entries = Object.entries(tags)
  if (entries.length === 0) return null
  return (
    <Section title="Tags" count={entries.length}>
      <FactsList
        facts={entries.map(([label, value]) => ({
          label,
          value: (
            <FieldValue page={page} field={`tags.${label}`} value={value} what="tag">
              <span className="mono">{value.slice(0, 600)}</span>
            </FieldValue>
          ),
          title: label,
        }))}
      />
    </Section>
  )
}
