import type { WhatIfResult } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { formatCount, formatDuration, formatShare, shortId } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { classes } from '../../ui/classes.ts'
import { FactsRow } from '../../ui/facts.tsx'
import { Empty } from '../../ui/states.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { countText, durationText, moneyText } from './estimates.ts'
import { OutcomeMatrix } from './outcome-matrix.tsx'
import styles from './what-if.module.css'

export function WhatIfResultView({ result }: { result: WhatIfResult }) {
  if (result.requests === 0) return <Empty title="No decisions were recorded in this range" />
  const { cost, latency, outcome } = result
  return (
    <>
      <FactsRow
        facts={[
          { label: 'Requests', value: formatCount(result.requests) },
          { label: 'Changed', value: `${formatCount(result.changed)} (${formatShare(result.changedShare)})` },
          { label: 'Cost before', value: formatMoney(Number(cost.beforeUsd)), title: `${cost.beforeUsd} USD` },
          {
            label: 'Cost delta',
            value: moneyText(cost.deltaUsd, true),
            title: `${cost.deltaUsd.low} to ${cost.deltaUsd.high} USD, nine in ten`,
          },
          { label: 'p95 before', value: latency.before.p95 === null ? 'not known' : formatDuration(latency.before.p95) },
          { label: 'p95 after', value: durationText(latency.after.p95) },
          {
            label: 'Failed or rejected',
            value: `${formatCount(outcome.before.error + outcome.before.rejected)} → ${formatCount(outcome.after.error + outcome.after.rejected)}`,
          },
        ]}
      />
      <h3>Decided before × decided after</h3>
      <OutcomeMatrix matrix={result.matrix} />
      <Targets targets={result.targets} />
      <Budgets budgets={result.budgets} />
      <Worst worst={result.worst} changed={result.changed} />
      <Notes result={result} />
    </>
  )
}

function Targets({ targets }: { targets: WhatIfResult['targets'] }) {
  if (targets.length === 0) return null
  return (
    <>
      <h3>Who gets more, and what is known of them</h3>
      <div className={styles.scroll}>
        <table className={styles.table}>
          <thead>
            <tr>
              {['Model', 'New requests', 'Answers seen', 'Tokens of an answer', 'p50', 'p95', 'Failed before'].map((label, at) => (
                <th key={label} scope="col" className={at === 0 ? undefined : styles.figure}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {targets.map(({ provider, model, requests, observed, outputTokens, latencyMs, errorShare, priced }) => (
              <tr key={`${provider}/${model}`}>
                <td>
                  {provider}/{model}
                  {!priced && <span className="t3"> price not known</span>}
                </td>
                <td className={styles.figure}>{formatCount(requests)}</td>
                <td className={styles.figure}>{formatCount(observed)}</td>
                <td className={styles.figure}>{outputTokens === null ? 'assumed' : countText(outputTokens)}</td>
                <td className={styles.figure}>{durationText(latencyMs.p50)}</td>
                <td className={styles.figure}>{durationText(latencyMs.p95)}</td>
                <td className={styles.figure}>{errorShare === null ? 'not known' : formatShare(errorShare.mid)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Budgets({ budgets }: { budgets: WhatIfResult['budgets'] }) {
  const moved = budgets.filter(({ rejectedBefore, rejectedAfter }) => rejectedBefore !== rejectedAfter.mid).slice(0, 20)
  if (moved.length === 0) return null
  return (
    <>
      <h3>Budgets</h3>
      <ul className={styles.notes}>
        {moved.map(({ organizationId, limitUsd, rejectedBefore, rejectedAfter }) => (
          <li key={organizationId}>
            {organizationId || 'no organization'}: {formatCount(rejectedBefore)} refused before, {countText(rejectedAfter)} after, of a
            budget of {formatMoney(limitUsd)}
          </li>
        ))}
      </ul>
    </>
  )
}

const MOST_WORST = 50

function Worst({ worst, changed }: { worst: WhatIfResult['worst']; changed: number }) {
  if (worst.length === 0) return null
  const shown = worst.slice(0, MOST_WORST)
  return (
    <>
      <h3>
        Requests that changed, worst first{' '}
        <span className="t3">
          {formatCount(shown.length)} of {formatCount(changed)}
        </span>
      </h3>
      <div className={styles.scroll}>
        <table className={classes(styles.table, styles.wide)}>
          <thead>
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Trace</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
              <th scope="col">By</th>
              <th scope="col" className={styles.figure}>
                Cost delta
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ traceId, timestamp, before, after, by, costDeltaUsd }) => (
              <tr key={`${traceId} ${timestamp}`}>
                <td>
                  <Exact iso={timestamp} withDay />
                </td>
                <td>
                  <Link to="/decisions/$traceId/replay" params={{ traceId }} className="mono">
                    {shortId(traceId)}
                  </Link>
                </td>
                <td>{before}</td>
                <td>{after}</td>
                <td>{by}</td>
                <td className={styles.figure}>{costDeltaUsd === null ? 'not known' : moneyText(costDeltaUsd, true)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Notes({ result }: { result: WhatIfResult }) {
  const { notes, undecidable, cost } = result
  const lines = [
    ...notes,
    ...(cost.unpriced === 0
      ? []
      : [`${formatCount(cost.unpriced)} requests are left out of the cost: their tokens or a price are not known.`]),
    ...undecidable.map(({ reason, count }) => `${formatCount(count)} requests are counted as they were: ${reason}.`),
  ]
  if (lines.length === 0) return null
  return (
    <>
      <h3>What the figures rest on</h3>
      <ul className={styles.notes}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </>
  )
}
