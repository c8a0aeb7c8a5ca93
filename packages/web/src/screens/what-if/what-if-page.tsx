/** Another policy, or an outage, on the real requests of the range. */
import type { WhatIfRun } from '@relayscope/contract'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { useWhatIfActions, useWhatIfRun, useWhatIfRuns } from '../../api/what-if.ts'
import { formatCount, formatDuration, formatShare } from '../../lib/format.ts'
import { Button, buttonClass } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Pane } from '../../ui/pane.tsx'
import { Empty } from '../../ui/states.tsx'
import { Ago, Exact } from '../../ui/time-text.tsx'
import { DryRunBanner } from './dry-run-banner.tsx'
import { moneyText } from './estimates.ts'
import { titleOf } from './run-title.ts'
import { WhatIfForm } from './what-if-form.tsx'
import { WhatIfResultView } from './what-if-result.tsx'
import styles from './what-if.module.css'

export function WhatIfPage() {
  const { runId } = useParams({ strict: false })
  const navigate = useNavigate()
  return (
    <div className={styles.page}>
      <DryRunBanner />
      <WhatIfForm onStarted={(id) => void navigate({ to: '/decisions/what-if/$runId', params: { runId: id }, search: (old) => old })} />
      {runId === undefined ? <Runs /> : <Run key={runId} id={runId} />}
    </div>
  )
}

function Run({ id }: { id: string }) {
  const { data, error, isPending, refetch } = useWhatIfRun(id)
  const { cancel } = useWhatIfActions()
  if (isNotFound(error)) return <Empty title="There is no such run" />
  return (
    <Pane what="The run" loading={isPending} failure={error && !data ? failureOf(error) : undefined} onRetry={() => void refetch()}>
      {data && (
        <section aria-label="What-if run">
          <div className={styles.title}>
            <h2>{titleOf(data)}</h2>
            <span className="t3">
              <Exact iso={data.from} withDay /> to <Exact iso={data.to} withDay />
              {data.q !== null && <> · {data.q}</>}
              {data.tookMs !== null && <> · took {formatDuration(data.tookMs)}</>}
            </span>
            <span className="grow" />
            <Link to="/decisions/what-if" search={(old) => old}>
              All runs
            </Link>
          </div>
          {data.result && <WhatIfResultView result={data.result} />}
          {(data.status === 'queued' || data.status === 'running') && <Progress run={data} onCancel={() => cancel.mutate(id)} />}
          {data.status === 'cancelled' && <Empty title="The run was stopped" />}
          {data.status === 'failed' && <Empty title="The run failed">{data.error}</Empty>}
        </section>
      )}
    </Pane>
  )
}

function Progress({ run: { progress, status }, onCancel }: { run: WhatIfRun; onCancel: () => void }) {
  const share = progress.total === 0 ? 0 : progress.done / progress.total
  return (
    <div className={styles.title} role="status">
      <div className={styles.progress}>
        <div style={{ width: `${share * 100}%` }} />
      </div>
      <span className="num">
        {status === 'queued' ? 'Waiting for another run' : `${formatCount(progress.done)} of ${formatCount(progress.total)} requests`}
      </span>
      <Button size="small" onClick={onCancel}>
        Stop
      </Button>
    </div>
  )
}

function Runs() {
  const { data, error, isPending, refetch } = useWhatIfRuns()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const none =
    data?.length === 0 ? (
      <Empty title="Nothing was tried yet">
        <p>Choose a stored policy, or name a provider that is away, and see what would have become of the requests in the range above.</p>
      </Empty>
    ) : undefined
  return (
    <Pane
      what="The runs"
      loading={isPending}
      failure={error && !data ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={none}
    >
      <div className={styles.title}>
        <h2>Runs</h2>
        <span className="grow" />
        <CompareLink chosen={chosen} />
      </div>
      <div className={styles.scroll}>
        <table className={classes(styles.table, styles.wide)}>
          <thead>
            <tr>
              <th scope="col">
                <span className="sr">Compare</span>
              </th>
              <th scope="col">What differs</th>
              <th scope="col">Status</th>
              <th scope="col" className={styles.figure}>
                Requests
              </th>
              <th scope="col" className={styles.figure}>
                Changed
              </th>
              <th scope="col" className={styles.figure}>
                Cost delta
              </th>
              <th scope="col">By</th>
              <th scope="col">Started</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((run) => (
              <RunRow key={run.id} run={run} chosen={chosen.includes(run.id)} onChoose={() => setChosen(toggled(chosen, run.id))} />
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  )
}

function RunRow({ run, chosen, onChoose }: { run: WhatIfRun; chosen: boolean; onChoose: () => void }) {
  return (
    <tr>
      <td>
        <input
          type="checkbox"
          aria-label={`Compare ${titleOf(run)}`}
          disabled={run.status !== 'done'}
          checked={chosen}
          onChange={onChoose}
        />
      </td>
      <td>
        <Link to="/decisions/what-if/$runId" params={{ runId: run.id }} search={(old) => old}>
          {titleOf(run)}
        </Link>
      </td>
      <td>{run.status}</td>
      <td className={styles.figure}>{run.summary ? formatCount(run.summary.requests) : ''}</td>
      <td className={styles.figure}>{run.summary ? formatShare(run.summary.changedShare) : ''}</td>
      <td className={styles.figure}>{run.summary ? moneyText(run.summary.deltaUsd, true) : ''}</td>
      <td>{run.author}</td>
      <td>
        <Ago iso={run.createdAt} />
      </td>
    </tr>
  )
}

/** At most two: the one chosen before the last leaves. */
function toggled(chosen: readonly string[], id: string): readonly string[] {
  return chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen.slice(-1), id]
}

function CompareLink({ chosen: [leftId, rightId] }: { chosen: readonly string[] }) {
  if (leftId === undefined || rightId === undefined) return <span className="t3">Tick two runs to compare them</span>
  return (
    <Link
      to="/decisions/what-if/compare/$leftId/$rightId"
      params={{ leftId, rightId }}
      search={(old) => old}
      className={buttonClass('primary', 'small')}
    >
      Compare
    </Link>
  )
}
