import type { Reveal } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { useReveals } from '../../../api/privacy.ts'
import { failureOf } from '../../../api/problem.ts'
import { Chip } from '../../../ui/marks.tsx'
import { Pane } from '../../../ui/pane.tsx'
import { Exact } from '../../../ui/time-text.tsx'
import styles from './privacy.module.css'
import shared from '../settings.module.css'

/** Who was shown what was hidden, and why. */
export function RevealLog() {
  const { data, error, isPending, refetch } = useReveals()
  const none = data?.length === 0 ? <p className={shared.none}>Nobody has revealed anything.</p> : undefined
  return (
    <section aria-labelledby="reveals">
      <h3 id="reveals">Reveal log</h3>
      <p className="t3">Every time tokens were turned back into values. Written before they are shown; nobody can change it.</p>
      <Pane
        what="The reveal log"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <table className={shared.table}>
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>Interaction</th>
              <th>Reason</th>
              <th>What</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((one) => (
              <Row key={one.id} reveal={one} />
            ))}
          </tbody>
        </table>
      </Pane>
    </section>
  )
}

function Row({ reveal: { time, actor, record, reason, revealed } }: { reveal: Reveal }) {
  return (
    <tr>
      <td>
        <Exact iso={time} withDay />
      </td>
      <td>{actor}</td>
      <td className="mono">
        <Link to="/interactions/$interactionId" params={{ interactionId: record }}>
          {record}
        </Link>
      </td>
      <td>{reason}</td>
      <td>
        <span className={styles.chips}>
          {revealed.length === 0 ? (
            <span className="t3">nothing</span>
          ) : (
            revealed.map((one) => <Chip key={one.class}>{`${one.class} × ${one.count}`}</Chip>)
          )}
        </span>
      </td>
    </tr>
  )
}
