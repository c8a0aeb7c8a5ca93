import type { AIInteraction } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { DurationBar, SplitBar } from '../../charts/bars.tsx'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { formatExactMoney, formatMoney } from '../../lib/money.ts'
import type { InteractionSearch } from '../../lib/search-params.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Tag, Unknown } from '../../ui/marks.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { ModelText, ProviderName } from './entity-names.tsx'
import { interactionState, tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'
import { promptLine } from './message-text.ts'

interface Options {
  sort: InteractionSearch['sort']
  mostMs: number
  mostTokens: number
  onSort: (sort: InteractionSearch['sort']) => void
}

/** It opens the row. */
export const ALWAYS = 'time'
export const USUAL_COLUMNS = ['time', 'provider', 'model', 'tokens', 'latency', 'status', 'cost', 'ttft', 'cache']

/** Every column there is; which of them are shown is chosen elsewhere. */
export function interactionColumns({ sort, mostMs, mostTokens, onSort }: Options): Column<AIInteraction>[] {
  const sortable = (by: InteractionSearch['sort']) => ({ sorted: sort === by, onSort: () => onSort(by) })
  return [
    { id: 'time', label: 'Time', width: '88px', ...sortable(undefined), render: timeCell },
    { id: 'provider', label: 'Provider', width: 'minmax(90px, .7fr)', render: ({ provider }) => <ProviderName provider={provider} /> },
    {
      id: 'model',
      label: 'Model',
      width: 'minmax(120px, 1.2fr)',
      render: ({ model }) => (
        <span className="strong">
          <ModelText model={model} />
        </span>
      ),
    },
    {
      id: 'tokens',
      label: 'Tokens',
      width: 'minmax(130px, 170px)',
      ...sortable('tokens'),
      render: (row) => <TokensCell row={row} most={mostTokens} />,
    },
    { id: 'latency', label: 'Latency', width: 'minmax(120px, 160px)', ...sortable('latency'), render: (row) => latencyCell(row, mostMs) },
    {
      id: 'status',
      label: 'Status',
      width: '86px',
      render: (row) => <StatusWord status={interactionState(row).status}>{interactionState(row).word}</StatusWord>,
    },
    { id: 'cost', label: 'Cost', width: '78px', align: 'end', ...sortable('cost'), render: costCell },
    {
      id: 'ttft',
      label: 'First token',
      width: '78px',
      align: 'end',
      render: ({ timeToFirstToken, streaming }) =>
        timeToFirstToken === undefined ? (
          <Nothing why={streaming === false ? 'The answer was not streamed' : 'It was not reported'} />
        ) : (
          <span className="num t2">{formatDuration(timeToFirstToken)}</span>
        ),
    },
    { id: 'cache', label: 'Cache', width: '70px', align: 'end', render: cacheCell },
    ...moreColumns(),
  ]
}

/** Those one asks for. */
function moreColumns(): Column<AIInteraction>[] {
  return [
    {
      id: 'speed',
      label: 'Tokens/s',
      width: '70px',
      align: 'end',
      render: ({ tokensPerSecond }) =>
        tokensPerSecond === undefined ? (
          <Unknown />
        ) : (
          <span className="num t2">{tokensPerSecond.toFixed(tokensPerSecond < 10 ? 1 : 0)}</span>
        ),
    },
    plain('operation', 'Operation', ({ operation }) => operation),
    plain('finish', 'Finish', ({ finishReason }) => finishReason),
    plain('organization', 'Organisation', ({ organizationId }) => organizationId),
    plain('user', 'User', ({ userId }) => userId),
    plain('session', 'Session', ({ sessionId }) => sessionId),
    plain('service', 'Service', ({ service }) => service),
    plain('prompt', 'Prompt', (row) => promptLine(row, 160), 'minmax(160px, 2fr)'),
  ]
}

function plain(
  id: string,
  label: string,
  read: (row: AIInteraction) => string | undefined,
  width = 'minmax(80px, .8fr)',
): Column<AIInteraction> {
  return {
    id,
    label,
    width,
    render: (row) => {
      const text = read(row)
      return text ? (
        <span className="t2" title={text}>
          {text}
        </span>
      ) : (
        <Unknown />
      )
    },
  }
}

/** Most calls do not have it: a word in every row would be noise. */
function Nothing({ why }: { why: string }) {
  return (
    <span className="t3" title={why}>
      <span aria-hidden>–</span>
      <span className="sr">{why}</span>
    </span>
  )
}

/** What a cache spared: the gateway's own, or the part of the prompt the provider had read before. */
function cacheCell({ cachedTokens, promptTokens, tags }: AIInteraction) {
  const hit = tags?.['cache.hit'] ?? tags?.['cacheHit']
  if (hit === 'true') return <Tag tone="healthy">HIT</Tag>
  if (cachedTokens === undefined) return hit === 'false' ? <span className="t3">miss</span> : <Nothing why="It was not reported" />
  if (cachedTokens === 0 || !promptTokens) return <span className="num t3">0%</span>
  return (
    <span
      className="num t2"
      title={`${formatCount(cachedTokens)} of ${formatCount(promptTokens)} tokens of the prompt came from the provider's cache`}
    >
      {Math.round((cachedTokens / promptTokens) * 100)}%
    </span>
  )
}

function timeCell({ id, startTime, provider, model }: AIInteraction) {
  return (
    <Link
      to="/interactions/$interactionId"
      params={{ interactionId: id }}
      from="/interactions"
      search={(before) => before}
      tabIndex={-1}
      className="t2"
      aria-label={`Interaction with ${provider} ${model}`}
    >
      <Ago iso={startTime} />
    </Link>
  )
}

function TokensCell({ row, most }: { row: AIInteraction; most: number }) {
  const { promptTokens, responseTokens, tokensEstimated } = row
  const sum = tokenSum(row)
  if (sum === undefined) return <Unknown />
  return (
    <span
      className={styles.barred}
      title={`${promptTokens === undefined ? 'unknown' : formatCount(promptTokens)} in, ${responseTokens === undefined ? 'unknown' : formatCount(responseTokens)} out${tokensEstimated ? ', estimated' : ''}`}
    >
      <SplitBar first={promptTokens ?? 0} second={responseTokens ?? 0} most={most} />
      <span className="num">
        {tokensEstimated && '~'}
        {formatCount(sum)}
      </span>
    </span>
  )
}

function latencyCell(row: AIInteraction, mostMs: number) {
  return (
    <span className={styles.barred}>
      <DurationBar ms={row.latencyMs} mostMs={mostMs} tone={interactionState(row).tone} firstTokenMs={row.timeToFirstToken} />
      <span className="num strong">{formatDuration(row.latencyMs)}</span>
    </span>
  )
}

function costCell({ cost, costDecimal, currency, tokensEstimated }: AIInteraction) {
  if (cost === undefined) return <Unknown />
  return (
    <span className="num t2" title={`${formatExactMoney(costDecimal, cost, currency)}${tokensEstimated ? ', from estimated tokens' : ''}`}>
      {tokensEstimated && '~'}
      {formatMoney(cost, currency)}
    </span>
  )
}

/** What the chooser offers. */
export const COLUMN_CHOICES = interactionColumns({ sort: undefined, mostMs: 1, mostTokens: 1, onSort: () => undefined }).map(
  ({ id, label }) => ({
    id,
    label,
  }),
)
