import type { Overview, Verdict } from '@relayscope/contract'
import { ArrowUpRight } from 'lucide-react'
import { formatDuration } from '../../lib/format.ts'
import { parseInstant } from '../../lib/instant.ts'
import { formatOnScale } from '../../lib/time-scale.ts'
import { useZone } from '../../lib/zone.ts'
import { Button } from '../../ui/button.tsx'
import { type Status, StatusShape } from '../../ui/status-shape.tsx'
import { busiestHour } from './busiest-hour.ts'
import styles from './overview.module.css'
import type { OverviewPage } from './use-overview-page.ts'

const SHAPES: Readonly<Record<Verdict['status'], Status>> = { critical: 'critical', degraded: 'warning', good: 'healthy', silent: 'quiet' }
const WORDS: Readonly<Record<Verdict['status'], string>> = {
  critical: 'Critical',
  degraded: 'Degraded',
  good: 'Healthy',
  silent: 'Nothing reported',
}

/** What the page has to say, with what it rests on and one button to the best next place. */
export function VerdictLine({ data, page }: { data: Overview; page: OverviewPage }) {
  const { status, headline } = data.verdict
  return (
    <section className={styles.verdict} aria-label="Verdict" data-status={status}>
      <div className={styles.beacon}>
        <StatusShape status={SHAPES[status]} label={WORDS[status]} large />
      </div>
      <div className="grow">
        <h2>{headline}</h2>
        <p>
          <Evidence data={data} />
        </p>
      </div>
      <NextPlace data={data} page={page} />
    </section>
  )
}

/** Times stand in the viewer's zone, so they are added here. */
function Evidence({ data }: { data: Overview }) {
  const zone = useZone()
  const { verdict, from, to } = data
  const scale = { fromMs: parseInstant(from), toMs: parseInstant(to) }
  if (verdict.status === 'good') {
    const busiest = busiestHour(data)
    return (
      <>
        {verdict.evidence}
        {busiest &&
          ` Busiest hour ${formatOnScale(busiest.fromMs, scale, zone)}${busiest.p95Ms === null ? '' : `, p95 ${formatDuration(busiest.p95Ms)}`}.`}
      </>
    )
  }
  const figure = /^[\d.]+(%|(?: ms| s| min))/.exec(verdict.evidence)?.[0] ?? ''
  return (
    <>
      <b className="num">{figure}</b>
      {verdict.evidence.slice(figure.length)}
      {verdict.since !== null && ` Since ${formatOnScale(parseInstant(verdict.since), scale, zone)}.`}
    </>
  )
}

const BEFORE_MS = 60_000

function NextPlace({ data, page }: { data: Overview; page: OverviewPage }) {
  const { verdict, findings, from, to } = data
  const finding = findings.find(({ id }) => id === verdict.finding)
  if (!finding) {
    return (
      <Button onClick={() => page.openTraces({ fromMs: parseInstant(from), toMs: parseInstant(to), q: '' })}>
        See all requests
        <ArrowUpRight aria-hidden />
      </Button>
    )
  }
  const open = (): void =>
    page.openTraces({
      fromMs: parseInstant(finding.from) - BEFORE_MS,
      toMs: finding.to === null ? parseInstant(to) : parseInstant(finding.to),
      q: finding.query,
    })
  return (
    <Button look="primary" onClick={open}>
      See the {finding.quantity === 'latency' ? 'slow' : 'failing'} requests
      <ArrowUpRight aria-hidden />
    </Button>
  )
}
