/** The policies of the project, each with what is in force, and the way to a new one. */
import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import { failureOf } from '../../api/problem.ts'
import { usePolicies } from '../../api/policies.ts'
import { formatCount } from '../../lib/format.ts'
import { buttonClass } from '../../ui/button.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Empty } from '../../ui/states.tsx'
import { Ago } from '../../ui/time-text.tsx'
import styles from './policies.module.css'

export function PolicyList() {
  const { data, error, isPending, refetch } = usePolicies()
  const none =
    data?.length === 0 ? (
      <Empty title="No policy is stored">
        <p>Write one here, send it with `relayscope upload-policy policy.yaml`, or fetch a gateway&apos;s with `relayscope sync-policy`.</p>
      </Empty>
    ) : undefined
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <h2>Policies</h2>
        <span className="grow" />
        <Link to="/decisions/new-policy" className={buttonClass()}>
          <Plus aria-hidden />
          New policy
        </Link>
      </div>
      <Pane
        what="The policies"
        loading={isPending}
        failure={error && !data ? failureOf(error) : undefined}
        onRetry={() => void refetch()}
        empty={none}
      >
        <div className={styles.scroll}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">Policy</th>
                <th scope="col">ID</th>
                <th scope="col">Versions</th>
                <th scope="col">In force</th>
                <th scope="col">Changed</th>
              </tr>
            </thead>
            <tbody>
              {data?.map(({ id, name, versions, activeVersion, updatedAt }) => (
                <tr key={id}>
                  <td>
                    <Link to="/decisions/policies/$policyId" params={{ policyId: id }}>
                      {name}
                    </Link>
                  </td>
                  <td className="mono">{id}</td>
                  <td className="num">{formatCount(versions)}</td>
                  <td className="mono">{activeVersion === null ? <span className="t3">none</span> : activeVersion.slice(0, 12)}</td>
                  <td>
                    <Ago iso={updatedAt} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Pane>
    </div>
  )
}
