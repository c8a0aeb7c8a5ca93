import type { ModelStats } from '@relayscope/contract'
import type { ReactNode } from 'react'
import { barScale, DurationBar } from '../../charts/bars.tsx'
import { Spark } from '../../charts/spark.tsx'
import { formatCompact, formatCount, formatDuration, formatShare, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Unknown } from '../../ui/marks.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { ModelText, ProviderName } from './entity-names.tsx'
import styles from './interactions.module.css'

/** From here on a share of errors is worth a shape and a word. */
const MANY_ERRORS = 0.01

/** Providers answer under a longer name than they are asked by, so failures stand apart from the model they belong to. */
const NEVER_ANSWERED = 'no call answered under this name; a call that fails keeps the name it was asked by'

type Order = (row: ModelStats) => number | string | null

const ORDERS: Readonly<Record<string, Order>> = {
  model: ({ model }) => model.toLowerCase(),
  provider: ({ provider }) => provider.toLowerCase(),
  calls: ({ calls }) => calls,
  errors: ({ errorRate }) => errorRate,
  p50: ({ latencyMs }) => latencyMs.p50,
  p95: ({ latencyMs }) => latencyMs.p95,
  ttft: ({ timeToFirstTokenMs }) => timeToFirstTokenMs.p95,
  speed: ({ tokensPerSecond }) => tokensPerSecond.p50,
  tokens: ({ totalTokens, calls, callsWithoutTokens }) => (callsWithoutTokens === calls ? null : totalTokens),
  cost: ({ cost }) => cost,
  per1k: ({ costPer1kTokens }) => costPer1kTokens,
}

/** Names from A, figures from the largest; what is unknown comes last either way. */
export function sortModels(rows: readonly ModelStats[], by = 'calls'): ModelStats[] {
  const order = ORDERS[by] ?? ORDERS['calls']
  if (order === undefined) return [...rows]
  return rows.toSorted((left, right) => {
    const [a, b] = [order(left), order(right)]
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
    if (typeof a === 'string' || typeof b === 'string') return String(a).localeCompare(String(b))
    return b - a
  })
}

interface Options {
  by: string | undefined
  rows: readonly ModelStats[]
  onSort: (by: string) => void
  onOpen: (row: ModelStats) => void
}

const end = 'end' as const

export function modelColumns({ by = 'calls', rows, onSort, onOpen }: Options): Column<ModelStats>[] {
  const mostMs = barScale(rows.map(({ latencyMs }) => latencyMs.p95 ?? 0))
  const sortable = (id: string) => ({ id, sorted: by === id, onSort: () => onSort(id) })
  return [
    {
      ...sortable('model'),
      label: 'Model',
      width: 'minmax(140px, 1.6fr)',
      render: (row) => (
        <button
          type="button"
          className={`${styles.rowDoor} ${styles.wordedDoor} strong`}
          title={row.errorRate === 1 ? `${row.model}: ${NEVER_ANSWERED}` : row.model}
          onClick={(event) => (event.stopPropagation(), onOpen(row))}
        >
          <span className="ell">
            <ModelText model={row.model} />
          </span>
          {row.errorRate === 1 && <span className="t3">as asked</span>}
        </button>
      ),
    },
    {
      ...sortable('provider'),
      label: 'Provider',
      width: 'minmax(90px, .8fr)',
      render: ({ provider }) => <ProviderName provider={provider} />,
    },
    {
      id: 'trend',
      label: 'Over the range',
      width: '102px',
      render: ({ trend, calls }) => <Spark label={`${plural(calls, 'call')} over the range`} values={trend} />,
    },
    { ...sortable('calls'), label: 'Calls', width: '64px', align: end, render: ({ calls }) => number(formatCount(calls), 'strong') },
    { ...sortable('errors'), label: 'Errors', width: '84px', align: end, render: errorsCell },
    { ...sortable('p50'), label: 'p50', width: '66px', align: end, render: ({ latencyMs }) => duration(latencyMs.p50) },
    { ...sortable('p95'), label: 'Latency p95', width: 'minmax(104px, 150px)', render: (row) => latencyCell(row, mostMs) },
    { ...sortable('ttft'), label: 'First token p95', width: '92px', align: end, render: (row) => duration(row.timeToFirstTokenMs.p95) },
    {
      ...sortable('speed'),
      label: 'Tokens/s',
      width: '64px',
      align: end,
      render: ({ tokensPerSecond: { p50 } }) => (p50 === null ? <Unknown /> : number(p50.toFixed(p50 < 10 ? 1 : 0))),
    },
    {
      ...sortable('tokens'),
      label: 'Tokens',
      width: '66px',
      align: end,
      render: ({ totalTokens, calls, callsWithoutTokens }) =>
        callsWithoutTokens === calls ? <Unknown /> : number(formatCompact(totalTokens)),
    },
    { ...sortable('cost'), label: 'Cost', width: '76px', align: end, render: costCell },
    {
      ...sortable('per1k'),
      label: 'Cost per 1k',
      width: '82px',
      align: end,
      render: ({ costPer1kTokens, currency }) => money(costPer1kTokens, currency),
    },
  ]
}

function number(text: string, tone = 't2'): ReactNode {
  return <span className={`num ${tone}`}>{text}</span>
}

function duration(ms: number | null): ReactNode {
  return ms === null ? <Unknown /> : number(formatDuration(ms))
}

function money(amount: number | null, currency: string | null): ReactNode {
  return amount === null ? <Unknown /> : number(formatMoney(amount, currency ?? undefined))
}

function errorsCell({ errors, errorRate }: ModelStats): ReactNode {
  if (errors === 0) return number('0', 't3')
  const text = formatShare(errorRate)
  return (
    <span className="num t2" title={plural(errors, 'failed call')}>
      {errorRate >= MANY_ERRORS ? <StatusWord status="error">{text}</StatusWord> : text}
    </span>
  )
}

function latencyCell({ latencyMs: { p50, p95 } }: ModelStats, mostMs: number): ReactNode {
  if (p95 === null) return <Unknown />
  return (
    <span className={styles.barred} title={p50 === null ? undefined : `Half of the calls took ${formatDuration(p50)} or less: the tick`}>
      <DurationBar ms={p95} mostMs={mostMs} firstTokenMs={p50 ?? undefined} />
      {number(formatDuration(p95), 'strong')}
    </span>
  )
}

function costCell({ cost, costs, currency, callsWithoutCost }: ModelStats): ReactNode {
  if (costs.length > 1) {
    const each = costs.map((sum) => formatMoney(sum.amount, sum.currency)).join(' + ')
    return <span title={each}>{each}</span>
  }
  const note = callsWithoutCost === 0 ? undefined : `${plural(callsWithoutCost, 'call')} without a known price not counted`
  return <span title={note}>{money(cost, currency)}</span>
}
