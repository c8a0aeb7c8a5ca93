import type { Overview, OverviewModel } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { formatDuration, formatShare } from '../../lib/format.ts'
import { providerColour } from '../../lib/identity.ts'
import { parseInstant } from '../../lib/instant.ts'
import { rangeOf } from '../../lib/time-range.ts'
import { Dot } from '../../ui/marks.tsx'
import styles from './overview.module.css'

const QUARTER_MS = 15 * 60_000
const MOST_MODELS = 8

export function ModelsCard({ data }: { data: Overview }) {
  const toMs = parseInstant(data.to)
  const shown = data.models.slice(0, MOST_MODELS)
  const more = data.models.length - shown.length
  return (
    <section className={styles.card} aria-label="Models">
      <h2 className={styles.cardHead}>
        Models
        <span className="grow" />
        <small>last 15 min</small>
      </h2>
      {shown.length === 0 ? (
        <p className={styles.cardNote}>No model was called.</p>
      ) : (
        <table className={`${styles.models} num`}>
          <thead>
            <tr>
              <th>Model</th>
              <th>{isSlow(shown) ? 'req/min' : 'req/s'}</th>
              <th>errors</th>
              <th>p95</th>
              <th>$/h</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <Row key={`${row.provider} ${row.model}`} row={row} range={rangeOf(toMs - QUARTER_MS, toMs)} perMinute={isSlow(shown)} />
            ))}
          </tbody>
        </table>
      )}
      {more > 0 && <p className={styles.cardNote}>and {more} more</p>}
    </section>
  )
}

function isSlow(rows: readonly OverviewModel[]): boolean {
  return rows.every(({ perSecond }) => perSecond < 1)
}

/** Dollars an hour, to compare: cents are enough. */
function formatSpend(perHour: number): string {
  if (perHour > 0 && perHour < 0.01) return '<0.01'
  return perHour >= 100 ? Math.round(perHour).toLocaleString('en-US') : perHour.toFixed(2)
}

/** A model is asked for by one name and answers by others. */
function queryOf(names: readonly string[]): string {
  return `model:(${names.map((name) => `"${name.replace(/["\\]/g, '\\$&')}"`).join(' OR ')})`
}

function Row({ row, range, perMinute }: { row: OverviewModel; range: { from: string; to: string }; perMinute: boolean }) {
  const { provider, model, names, perSecond, errorRate, p95Ms, costPerHour, wrong } = row
  const rate = perSecond * (perMinute ? 60 : 1)
  const tone = (figure: OverviewModel['wrong'][number]) => (wrong.includes(figure) ? 'critical' : undefined)
  return (
    <tr>
      <td>
        <Link
          to="/interactions"
          search={{ ...range, provider: provider || undefined, q: queryOf(names) }}
          title={`${model} of ${provider}`}
        >
          <Dot colour={providerColour(provider)} />
          <span className="ell">{model}</span>
        </Link>
      </td>
      <td>{rate >= 100 ? Math.round(rate).toLocaleString('en-US') : Number(rate.toPrecision(2))}</td>
      <td data-tone={tone('errorRate')}>{formatShare(errorRate)}</td>
      <td data-tone={tone('p95Ms')}>{p95Ms === null ? '–' : formatDuration(p95Ms)}</td>
      <td>{costPerHour === null ? '–' : formatSpend(costPerHour)}</td>
    </tr>
  )
}
