import type { Overview, OverviewRoad } from '@relayscope/contract'
import { formatShare } from '../../lib/format.ts'
import styles from './overview.module.css'

const GREYS = ['--g1', '--g2', '--g3', '--g4']
const ROADS: Readonly<Record<string, string>> = { cache: 'Cache', fallback: 'Fallback', rejected: 'Rejected', 'no rule': 'No rule matched' }

/** Which way requests go. Shares have no colour of their own; only what is not as it was has one. */
export function RoutingCard({ data }: { data: Overview }) {
  const { routing } = data
  return (
    <section className={styles.card} aria-label="Routing decisions">
      <h2 className={styles.cardHead}>Routing decisions</h2>
      {routing.length === 0 ? (
        <p className={styles.cardNote}>No decision was recorded in this range.</p>
      ) : (
        <>
          <ShareChart roads={routing} />
          <ul className={styles.roads}>
            {routing.map((road, at) => (
              <li key={road.road} className="num">
                <i style={{ background: `var(${colourOf(road, at)})` }} />
                <span className="ell">{ROADS[road.road] ?? road.road}</span>
                <b>{formatShare(road.share)}</b>
                <span data-tone={road.changed ? 'changed' : undefined}>{points(road.change)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function colourOf({ changed, change }: OverviewRoad, at: number): string {
  return changed && change > 0 ? '--warn-s' : (GREYS[at % GREYS.length] ?? '--g1')
}

function points(change: number): string {
  const rounded = Math.round(change * 100)
  return rounded === 0 ? '' : `${rounded < 0 ? '−' : '+'}${Math.abs(rounded)} pt`
}

const WIDTH = 100
const HEIGHT = 56

function ShareChart({ roads }: { roads: readonly OverviewRoad[] }) {
  const steps = roads[0]?.shares.length ?? 0
  return (
    <svg
      className={styles.shareChart}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label="Shares of the ways requests went, over the range"
    >
      {roads.flatMap((road, at) =>
        road.shares.map((share, step) => {
          if (share === null || share === 0) return null
          const below = roads.slice(0, at).reduce((sum, { shares }) => sum + (shares[step] ?? 0), 0)
          return (
            <rect
              key={`${road.road} ${step}`}
              x={(step / steps) * WIDTH}
              width={WIDTH / steps}
              y={(1 - below - share) * HEIGHT}
              height={share * HEIGHT}
              fill={`var(${colourOf(road, at)})`}
            />
          )
        }),
      )}
    </svg>
  )
}
