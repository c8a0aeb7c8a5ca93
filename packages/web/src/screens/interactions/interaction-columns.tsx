import type { AIInteraction } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { DurationBar, SplitBar } from '../../charts/bars.tsx'
import { formatCount, formatDuration } from '../../lib/format.ts'
import { formatExactMoney, formatMoney } from '../../lib/money.ts'
import type { InteractionSearch } from '../../lib/search-params.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Unknown } from '../../ui/marks.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import { ModelText, ProviderName } from './entity-names.tsx'
import { interactionState, tokenSum } from './interaction-state.ts'
import styles from './interactions.module.css'

interface Options {
  sort: InteractionSearch['sort']
  mostMs: number
  mostTokens: number
  onSort: (sort: InteractionSearch['sort']) => void
}

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
      label: 'TTFT',
      width: '66px',
      align: 'end',
      render: ({ timeToFirstToken }) =>
        timeToFirstToken === undefined ? <Unknown /> : <span className="num t2">{formatDuration(timeToFirstToken)}</span>,
    },
  ]
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
