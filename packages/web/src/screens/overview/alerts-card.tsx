import type { Overview } from '@relayscope/contract'
import { Sparkline } from '../../charts/sparkline.tsx'
import { formatAge } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { useNow } from '../../lib/now.ts'
import { Count } from '../../ui/marks.tsx'
import { StatusShape } from '../../ui/status-shape.tsx'
import styles from './overview.module.css'
import { type Trouble, troublesOf } from './troubles.ts'
import type { OverviewPage } from './use-overview-page.ts'

/** What somebody should look at now. There are no alert rules yet, and that is said; what is out of the usual is listed all the same. */
export function AlertsCard({ data, page }: { data: Overview; page: OverviewPage }) {
  const open = troublesOf(data.findings.filter(({ to }) => to === null))
  return (
    <section className={styles.card} aria-label="Active Alerts">
      <h2 className={styles.cardHead}>
        Active Alerts
        {open.length > 0 && <Count>{open.length}</Count>}
      </h2>
      {open.length > 0 && (
        <ul className={styles.alerts}>
          {open.map(({ finding, parts }) => (
            <Row
              key={finding.id}
              finding={finding}
              parts={parts}
              onOpen={() => page.openTraces({ fromMs: parseInstant(finding.from), toMs: parseInstant(data.to), q: finding.query })}
            />
          ))}
        </ul>
      )}
      <p className={styles.cardNote}>
        {open.length > 0 ? 'Found by comparing with what is usual. ' : 'Nothing is out of the usual. '}
        There are no alert rules yet, so nobody is notified.
      </p>
    </section>
  )
}

function Row({ finding, parts, onOpen }: Trouble & { onOpen: () => void }) {
  const now = useNow(10_000)
  const { severity, title, valueText, limitText, from, spark, limit } = finding
  return (
    <li>
      <button type="button" className={styles.alert} onClick={onOpen}>
        <StatusShape status={severity} label={severity === 'critical' ? 'Critical' : 'Warning'} />
        <span className={styles.alertTitle} title={title}>
          {title}
        </span>
        <span className="num t3">{formatAge(Math.max(0, now - parseInstant(from)))}</span>
        <span className="num">
          <b>{valueText}</b> · {limitText}
        </span>
        <span className={styles.spark}>
          <Sparkline label={`${title} over time`} values={spark} limit={{ value: limit, label: limitText, wrong: 'above' }} />
        </span>
        {parts.length > 0 && (
          <span className={styles.parts}>
            {'Touches '}
            {parts.map(({ id, subject: { kind, name }, valueText: value }, at) => (
              <span key={id} className="num">
                {at > 0 && ', '}
                {kind === 'requests' ? 'requests' : name} <b>{value}</b>
              </span>
            ))}
          </span>
        )}
      </button>
    </li>
  )
}
