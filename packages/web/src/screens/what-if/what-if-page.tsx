/** Another policy, or an outage, on the real requests of the range. */
import type { WhatIfRun } from '@relayscope/contract'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { failureOf, isNotFound } from '../../api/problem.ts'
import { useWhatIfActions, useWhatIfRun, useWhatIfRuns } from '../../api/what-if.ts'
import { formatCount, formatDuration, formatShare } from '../../lib/format.ts'
import { Button } from '../../ui/button.tsx'
import { classes } from '../../ui/classes.ts'
import { Pane } from '../../ui/pane.tsx'
import { Empty } from '../../ui/states.tsx'
import { Ago, Exact } from '../../ui/time-text.tsx'
import { DryRunBanner } from './dry-run-banner.tsx'
import { moneyText } from './estimates.ts'
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

function titleOf({ name, policy, unavailable, prices }: WhatIfRun): string {
  if (name !== null) return name
  const parts = [
    ...(policy ? [`${policy.id ?? 'a policy'}${policy.number === null ? '' : ` version ${policy.number}`}`] : []),
    ...unavailable.map(({ provider, model }) => `${provider}${model === undefined ? '' : `/${model}`} away`),
    ...(prices.length === 0 ? [] : [`${prices.length} other prices`]),
  ]
  return parts.join(', ')
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
      <h2>Runs</h2>
      <table className={classes(styles.table, styles.wide)}>
        <thead>
          <tr>
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
            <tr key={run.id}>
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
          ))}
        </tbody>
      </table>
    </Pane>
  )
}
