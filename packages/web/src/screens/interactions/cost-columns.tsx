import type { GroupField, InteractionStats } from '@relayscope/contract'
import type { ReactNode } from 'react'
import { DurationBar } from '../../charts/bars.tsx'
import { formatCompact, formatCount, formatShare, plural } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Unknown } from '../../ui/marks.tsx'
import { ModelText, ProviderName } from './entity-names.tsx'
import styles from './interactions.module.css'

export type CostGroup = InteractionStats['groups'][number]

/** What costs can be looked at by. */
export const COST_GROUPS = [
  { id: 'model', label: 'Model' },
  { id: 'organization', label: 'Organization' },
  { id: 'user', label: 'User' },
  { id: 'provider', label: 'Provider' },
  { id: 'operation', label: 'Operation' },
  { id: 'service', label: 'Service' },
  { id: 'serviceTier', label: 'Tier' },
] as const satisfies readonly { id: GroupField; label: string }[]

export type CostBy = (typeof COST_GROUPS)[number]['id']

export function groupName({ group }: CostGroup, by: GroupField): string {
  return group[by] ?? ''
}

/** The dearest first; what has no known cost last. */
export function sortCosts(groups: readonly CostGroup[]): CostGroup[] {
  const costOf = ({ costs }: CostGroup): number => costs.reduce((most, { amount }) => Math.max(most, amount), -1)
  return groups.toSorted((left, right) => costOf(right) - costOf(left) || right.calls - left.calls)
}

const FILTERS: Partial<Record<GroupField, 'provider' | 'model'>> = { provider: 'provider', model: 'model' }
/** Where the search calls it something else. */
const FIELDS: Partial<Record<GroupField, string>> = { serviceTier: 'tier' }

/** The search that leaves the calls of a row. */
export function groupSearch(row: CostGroup, by: GroupField, query: string): { provider?: string; model?: string; q?: string } {
  const name = groupName(row, by)
  const filter = FILTERS[by]
  if (filter && name !== '') return { [filter]: name }
  return { q: `${query} ${FIELDS[by] ?? by}:"${name.replace(/["\\]/g, '\\$&')}"`.trim() }
}

const end = 'end' as const

export function costColumns(by: GroupField, rows: readonly CostGroup[], onOpen: (row: CostGroup) => void): Column<CostGroup>[] {
  const most = Math.max(0, ...rows.map(({ cost }) => cost ?? 0))
  return [
    {
      id: 'name',
      label: COST_GROUPS.find(({ id }) => id === by)?.label ?? 'Group',
      width: 'minmax(140px, 1.6fr)',
      render: (row) => (
        <button type="button" className={`${styles.rowDoor} strong ell`} onClick={(event) => (event.stopPropagation(), onOpen(row))}>
          <Name by={by} name={groupName(row, by)} />
        </button>
      ),
    },
    { id: 'cost', label: 'Cost', width: 'minmax(130px, 1fr)', render: (row) => costCell(row, most) },
    { id: 'change', label: 'Before', width: '90px', align: end, render: changeCell },
    { id: 'calls', label: 'Calls', width: '70px', align: end, render: ({ calls }) => number(formatCount(calls)) },
    { id: 'perCall', label: 'Per call', width: '84px', align: end, render: (row) => decimal(row.costPerCallDecimal, row) },
    { id: 'perSuccess', label: 'Per success', width: '90px', align: end, render: (row) => decimal(row.costPerSuccessDecimal, row) },
    {
      id: 'per1k',
      label: 'Per 1k tokens',
      width: '96px',
      align: end,
      render: ({ costPer1kTokens, currency }) =>
        costPer1kTokens === null ? <Unknown /> : number(formatMoney(costPer1kTokens, currency ?? undefined)),
    },
    { id: 'tokens', label: 'Tokens', width: '70px', align: end, render: ({ totalTokens }) => number(formatCompact(totalTokens)) },
    { id: 'cached', label: 'Cached', width: '66px', align: end, render: cachedCell },
    { id: 'saved', label: 'Saved', width: '80px', align: end, render: savedCell },
  ]
}

function Name({ by, name }: { by: GroupField; name: string }) {
  if (name === '') return <span className="t3">{by === 'serviceTier' ? 'usual' : 'not named'}</span>
  if (by === 'model') return <ModelText model={name} />
  return by === 'provider' ? <ProviderName provider={name} /> : name
}

function number(text: string, tone = 't2'): ReactNode {
  return <span className={`num ${tone}`}>{text}</span>
}

function decimal(text: string | null, { currency }: CostGroup): ReactNode {
  return text === null ? <Unknown /> : number(formatMoney(Number(text), currency ?? undefined))
}

function costCell({ cost, costs, currency, callsWithoutCost }: CostGroup, most: number): ReactNode {
  if (costs.length === 0) return <Unknown />
  const note = callsWithoutCost === 0 ? undefined : `${plural(callsWithoutCost, 'call')} without a known cost not counted`
  if (costs.length > 1) return <span title={note}>{costs.map((sum) => formatMoney(sum.amount, sum.currency)).join(' + ')}</span>
  return (
    <span className={styles.barred} title={note}>
      <DurationBar ms={cost ?? 0} mostMs={most} />
      {number(formatMoney(cost ?? 0, currency ?? undefined), 'strong')}
    </span>
  )
}

/** In bold where calls cost more or less each, beyond chance: more calls are no news. */
function changeCell({ cost, before }: CostGroup): ReactNode {
  const earlier = before?.figures.cost
  if (cost === null || earlier === undefined || earlier === null || earlier === 0) return <Unknown />
  const share = cost / earlier - 1
  const perCall = before?.changes.find(({ measure }) => measure === 'costPerCall')
  const text = `${share >= 0 ? '+' : '−'}${formatShare(Math.abs(share))}`
  const title = perCall?.significant ? 'The cost per call changed beyond chance' : 'The cost per call is the same within chance'
  return (
    <span className={`num ${perCall?.significant ? 'strong' : 't3'}`} title={title}>
      {text}
    </span>
  )
}

function cachedCell({ cachedTokens, promptTokens }: CostGroup): ReactNode {
  return promptTokens === 0 ? <Unknown /> : number(formatShare(cachedTokens / promptTokens), cachedTokens === 0 ? 't3' : 't2')
}

function savedCell({ cacheSaved }: CostGroup): ReactNode {
  const sums = cacheSaved.filter(({ amount }) => amount !== 0)
  return sums.length === 0 ? number('0', 't3') : number(sums.map((sum) => formatMoney(sum.amount, sum.currency)).join(' + '))
}
