/** One row per rule: how often it matched, whether that changed, whether it ever does, and what hides it. */
import type { DecisionStats, RuleStats } from '@relayscope/contract'
import { useMemo } from 'react'
import { useDecisionStats } from '../../api/decisions.ts'
import { failureOf } from '../../api/problem.ts'
import { ShareBar } from '../../charts/bars.tsx'
import { formatCount, formatShare } from '../../lib/format.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { type Column, DataGrid } from '../../ui/data-grid.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Empty, FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import { StatusWord } from '../../ui/status-shape.tsx'
import { Ago } from '../../ui/time-text.tsx'
import styles from './decisions.module.css'
import type { DecisionPage } from './use-decision-page.ts'

export function RulesTab({ page }: { page: DecisionPage }) {
  const { data, error, isPending, isFetching, refetch } = useDecisionStats(page.filters)
  if (error && !data) return <FailurePane what="The rules could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) return <SkeletonRows rowHeight={34} />
  if (data.byRule.length === 0) {
    return (
      <Empty title="No rule was recorded">
        <p>The decisions of this range name no rule. A gateway says it in `ruleId`, or with every rule it looked at in `rules`.</p>
      </Empty>
    )
  }
  return (
    <div className={styles.table}>
      <ProgressLine busy={isFetching} />
      <Rules stats={data} page={page} />
    </div>
  )
}

function Rules({ stats, page }: { stats: DecisionStats; page: DecisionPage }) {
  const ids = useMemo(() => stats.byRule.map(({ ruleId }) => ruleId), [stats])
  const cursor = useListCursor(ids)
  const columns = useMemo(() => ruleColumns(stats), [stats])
  const open = ({ ruleId, matched }: RuleStats): void => page.only(matched > 0 ? 'rule' : 'evaluatedRule', ruleId)
  useShortcuts('Rules', [
    { keys: 'j', label: 'Next rule', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous rule', run: () => cursor.move(-1) },
    {
      keys: 'Enter',
      label: 'Requests of the rule',
      run: () => {
        const row = stats.byRule[cursor.index]
        if (row) open(row)
      },
    },
  ])
  return <DataGrid label="Rules" columns={columns} rows={stats.byRule} rowId={({ ruleId }) => ruleId} cursor={cursor} onOpen={open} />
}

function ruleColumns({ shadowing }: DecisionStats): Column<RuleStats>[] {
  const hiddenBy = new Map(shadowing.toReversed().map((pair) => [pair.shadows, pair]))
  const count = (id: 'evaluated' | 'matched' | 'notReached', label: string): Column<RuleStats> => ({
    id,
    label,
    width: '92px',
    align: 'end',
    render: (row) => <span className="num">{formatCount(row[id])}</span>,
  })
  return [
    {
      id: 'rule',
      label: 'Rule',
      width: 'minmax(160px, 2fr)',
      render: ({ ruleName, ruleId }) => (
        <span className={styles.chosen}>
          <span className="ell" title={ruleId}>
            {ruleName || ruleId}
          </span>
        </span>
      ),
    },
    { id: 'share', label: 'Share', width: '150px', render: (row) => <Share row={row} /> },
    { id: 'before', label: 'Before', width: '150px', render: (row) => <Before row={row} /> },
    count('matched', 'Matched'),
    count('evaluated', 'Looked at'),
    count('notReached', 'Not reached'),
    {
      id: 'failed',
      label: 'Failed',
      width: '80px',
      align: 'end',
      render: ({ failed, matched }) => (
        <span className="num" title={matched > 0 ? formatShare(failed / matched) : undefined}>
          {formatCount(failed)}
        </span>
      ),
    },
    {
      id: 'last',
      label: 'Last matched',
      width: '110px',
      render: ({ lastMatched }) => (lastMatched ? <Ago iso={lastMatched} /> : <Never />),
    },
    {
      id: 'hidden',
      label: 'Hidden by',
      width: 'minmax(120px, 1.4fr)',
      render: ({ ruleId }) => {
        const pair = hiddenBy.get(ruleId)
        return pair === undefined ? null : (
          <span title={`${pair.ruleName || pair.ruleId} ended the evaluation before it in ${formatShare(pair.share)} of its requests`}>
            {pair.ruleName || pair.ruleId} <span className="t3 num">{formatShare(pair.share)}</span>
          </span>
        )
      },
    },
  ]
}

function Never() {
  return <StatusWord status="warning">never</StatusWord>
}

function Share({ row: { share } }: { row: RuleStats }) {
  return (
    <span className={styles.share}>
      <ShareBar
        parts={[
          { label: 'matched', colour: '--g1', share },
          { label: 'the rest', colour: '--g4', share: Math.max(0, 1 - share) },
        ]}
      />
      <span className="num">{formatShare(share)}</span>
    </span>
  )
}

/** Only a change that chance does not explain is coloured. */
function Before({ row: { share, shareBefore, drifted } }: { row: RuleStats }) {
  if (shareBefore === null) return <span className="t3">nothing to compare</span>
  const text = `${formatShare(shareBefore)} ${share >= shareBefore ? '↗' : '↘'}`
  return drifted ? <StatusWord status="warning">{text}</StatusWord> : <span className="t3 num">{formatShare(shareBefore)}</span>
}
