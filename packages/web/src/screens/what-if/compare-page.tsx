/** Two runs beside each other: what each would change, and where they part. */
import type { WhatIfRunDetail } from '@relayscope/contract'
import { Link, useParams } from '@tanstack/react-router'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { useWhatIfRun } from '../../api/what-if.ts'
import { formatCount, formatShare } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { classes } from '../../ui/classes.ts'
import { Pane } from '../../ui/pane.tsx'
import { Empty, Note } from '../../ui/states.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { DryRunBanner } from './dry-run-banner.tsx'
import { durationText, moneyText } from './estimates.ts'
import { OutcomeMatrix } from './outcome-matrix.tsx'
import { titleOf } from './run-title.ts'
import styles from './what-if.module.css'

type Result = NonNullable<WhatIfRunDetail['result']>
type Done = WhatIfRunDetail & { result: Result }

export function ComparePage() {
  const { leftId = '', rightId = '' } = useParams({ strict: false })
  const [left, right] = [useWhatIfRun(leftId), useWhatIfRun(rightId)]
  const error = left.error ?? right.error
  if (isNotFound(error)) return <Empty title="One of the runs is not there" />
  const retry = () => void Promise.all([left.refetch(), right.refetch()])
  return (
    <div className={styles.page}>
      <DryRunBanner />
      <Pane what="The runs" loading={left.isPending || right.isPending} failure={error ? failureOf(error) : undefined} onRetry={retry}>
        {left.data && right.data && <Both left={left.data} right={right.data} />}
      </Pane>
    </div>
  )
}

const isDone = (run: WhatIfRunDetail): run is Done => run.result !== null

/** Runs of "the last week" begin when somebody starts them. */
const NEAR_MS = 60_000
const isNear = (left: string, right: string): boolean => Math.abs(Date.parse(left) - Date.parse(right)) <= NEAR_MS

function Both({ left, right }: { left: WhatIfRunDetail; right: WhatIfRunDetail }) {
  if (!isDone(left) || !isDone(right)) return <Empty title="Only runs that are done can be compared" />
  const isSameQuestion = isNear(left.from, right.from) && isNear(left.to, right.to) && left.q === right.q
  return (
    <section aria-label="Two what-if runs">
      <div className={styles.title}>
        <h2>
          {titleOf(left)} <span className="t3">beside</span> {titleOf(right)}
        </h2>
        <span className="grow" />
        <Link to="/decisions/what-if" search={(old) => old}>
          All runs
        </Link>
      </div>
      {!isSameQuestion && (
        <Note tone="warning">
          They looked at different requests: ranges or searches differ, so the figures are not of the same traffic.
        </Note>
      )}
      <FiguresTable left={left} right={right} />
      <div className={styles.sides}>
        {[left, right].map((run) => (
          <div key={run.id} className={styles.side}>
            <h3>{titleOf(run)}</h3>
            <OutcomeMatrix matrix={run.result.matrix} />
          </div>
        ))}
      </div>
      <RoadsTable left={left} right={right} />
    </section>
  )
}

/** What is read of each run, and how much more the second has. */
const FIGURES: readonly {
  label: string
  text: (result: Result) => string
  number: (result: Result) => number | null
  shown: (value: number) => string
}[] = [
  { label: 'Requests', text: ({ requests }) => formatCount(requests), number: ({ requests }) => requests, shown: formatCount },
  {
    label: 'Changed',
    text: ({ changed, changedShare }) => `${formatCount(changed)} (${formatShare(changedShare)})`,
    number: ({ changed }) => changed,
    shown: formatCount,
  },
  {
    label: 'Cost delta',
    text: ({ cost }) => moneyText(cost.deltaUsd, true),
    number: ({ cost }) => Number(cost.deltaUsd.mid),
    shown: (value) => formatMoney(value),
  },
  {
    label: 'p50 after',
    text: ({ latency }) => durationText(latency.after.p50),
    number: ({ latency }) => latency.after.p50?.mid ?? null,
    shown: (value) => `${Math.round(value)} ms`,
  },
  {
    label: 'p95 after',
    text: ({ latency }) => durationText(latency.after.p95),
    number: ({ latency }) => latency.after.p95?.mid ?? null,
    shown: (value) => `${Math.round(value)} ms`,
  },
  {
    label: 'Failed after',
    text: ({ outcome }) => formatCount(outcome.after.error),
    number: ({ outcome }) => outcome.after.error,
    shown: formatCount,
  },
  {
    label: 'Rejected after',
    text: ({ outcome }) => formatCount(outcome.after.rejected),
    number: ({ outcome }) => outcome.after.rejected,
    shown: formatCount,
  },
]

function FiguresTable({ left, right }: { left: Done; right: Done }) {
  return (
    <table className={styles.table}>
      <caption className="sr">Figures of both runs</caption>
      <thead>
        <tr>
          <th scope="col">Figure</th>
          <RunHead run={left} />
          <RunHead run={right} />
          <th scope="col" className={styles.figure}>
            Second less first
          </th>
        </tr>
      </thead>
      <tbody>
        {FIGURES.map(({ label, text, number, shown }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td className={styles.figure}>{text(left.result)}</td>
            <td className={styles.figure}>{text(right.result)}</td>
            <td className={styles.figure}>{differenceText(number(left.result), number(right.result), shown)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function RunHead({ run }: { run: Done }) {
  return (
    <th scope="col" className={styles.figure}>
      <Link to="/decisions/what-if/$runId" params={{ runId: run.id }} search={(old) => old}>
        {titleOf(run)}
      </Link>
      <br />
      <Exact iso={run.from} withDay /> to <Exact iso={run.to} withDay />
    </th>
  )
}

function differenceText(left: number | null, right: number | null, shown: (value: number) => string): string {
  if (left === null || right === null) return 'not known'
  const difference = right - left
  if (difference === 0) return 'the same'
  return `${difference > 0 ? '+' : '−'}${shown(Math.abs(difference))}`
}

const MOST_ROADS = 40

/** Where requests end: before, and by each run. */
function RoadsTable({ left, right }: { left: Done; right: Done }) {
  const ends = [left, right].map(({ result }) => {
    const after = new Map<string, number>()
    for (const { after: road, count } of result.matrix.cells) after.set(road, (after.get(road) ?? 0) + count)
    return after
  })
  const roads = [...new Set([...left.result.matrix.roads, ...right.result.matrix.roads])].slice(0, MOST_ROADS)
  return (
    <>
      <h3>Where requests would end</h3>
      <table className={styles.table}>
        <thead>
          <tr>
            {['Road', 'First', 'Second', 'Second less first'].map((label, at) => (
              <th key={label} scope="col" className={at === 0 ? undefined : styles.figure}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {roads.map((road) => {
            const [first = 0, second = 0] = ends.map((after) => after.get(road) ?? 0)
            return (
              <tr key={road}>
                <th scope="row">{road}</th>
                <td className={styles.figure}>{formatCount(first)}</td>
                <td className={styles.figure}>{formatCount(second)}</td>
                <td className={classes(styles.figure, first === second && styles.kept)}>{differenceText(first, second, formatCount)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </>
  )
}
