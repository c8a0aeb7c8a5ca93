import type { TelemetryHealth } from '@relayscope/contract'
import { useIngestHealth } from '../api/health.ts'
import { formatCompact, formatDuration, plural } from '../lib/format.ts'
import { StatusShape, type Status } from '../ui/status-shape.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import styles from './shell.module.css'

interface Reading {
  status: Status
  tone?: 'warning' | 'critical'
  title: string
  lag: string
  rate: string
}

/** Lag from which on what is looked at counts as late. */
const LATE_MS = 2000

function read(health: TelemetryHealth | undefined, failed: boolean): Reading {
  if (failed) return { status: 'critical', tone: 'critical', title: 'No answer', lag: '', rate: 'The server cannot be reached' }
  if (!health) return { status: 'quiet', title: 'Ingest', lag: '', rate: 'Asking how it is doing' }
  const lag = health.ingestLagMs >= 1 ? `${formatDuration(health.ingestLagMs)} lag` : ''
  const rate =
    health.spansPerSecond >= 0.05 ? `${formatCompact(health.spansPerSecond)} spans/s` : `${plural(health.spansStored, 'span')} stored`
  const rest = { lag, rate }
  if (health.status === 'down') return { status: 'critical', tone: 'critical', title: 'Ingest is down', ...rest }
  if (health.ingestLagMs > LATE_MS) return { status: 'warning', tone: 'warning', title: 'Ingest is late', ...rest }
  if (health.status === 'degraded') return { status: 'warning', tone: 'warning', title: 'Ingest degraded', ...rest }
  return { status: 'healthy', title: 'Ingest healthy', ...rest }
}

/** The pipeline's own health, always in view: whether what you look at is late. */
export function IngestHealth() {
  const { data, isError } = useIngestHealth()
  const { status, tone, title, lag, rate } = read(data, isError)
  return (
    <Tooltip tip={<HealthDetail health={data} title={title} rate={rate} />}>
      <div className={styles.health} data-tone={tone} role="status" tabIndex={0} aria-label={`${title}. ${lag} ${rate}`}>
        <StatusShape status={status} />
        <b className="ell">{title}</b>
        <span className="num">{lag}</span>
        <span className={`${styles.second} num ell`}>{rate}</span>
      </div>
    </Tooltip>
  )
}

function HealthDetail({ health, title, rate }: { health: TelemetryHealth | undefined; title: string; rate: string }) {
  if (!health) return `${title}. ${rate}`
  const unwell = health.engines
    .filter((engine) => engine.status !== 'ok')
    .map((engine) => `${engine.name}: ${engine.message ?? engine.status}`)
  const lines = [
    `${title}. ${rate}.`,
    `${plural(health.rejectedCount, 'record')} rejected, ${plural(health.requestsRefused, 'request')} refused since the start.`,
    ...unwell,
  ]
  return lines.map((line) => <div key={line}>{line}</div>)
}
