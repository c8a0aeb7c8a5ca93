/** Before × after: who goes where. What stays is quiet; what moves is coloured by how much of its row it is. */
import type { WhatIfResult } from '@relayscope/contract'
import type { CSSProperties } from 'react'
import { formatCount, formatShare } from '../../lib/format.ts'
import { classes } from '../../ui/classes.ts'
import styles from './what-if.module.css'

const MOST = 14

export function OutcomeMatrix({ matrix }: { matrix: WhatIfResult['matrix'] }) {
  const roads = matrix.roads.slice(0, MOST)
  const cells = new Map(matrix.cells.map(({ before, after, count }) => [`${before}\n${after}`, count]))
  const totalOf = (before: string) => matrix.cells.reduce((sum, cell) => sum + (cell.before === before ? cell.count : 0), 0)
  const rows = roads.filter((road) => totalOf(road) > 0)
  const columns = roads.filter((road) => matrix.cells.some(({ after }) => after === road))
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className="sr">Requests by how they ended and how they would end</caption>
        <thead>
          <tr>
            <th scope="col">Before ↓ after →</th>
            {columns.map((road) => (
              <th key={road} scope="col" className={styles.figure}>
                {road}
              </th>
            ))}
            <th scope="col" className={styles.figure}>
              All
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((before) => (
            <tr key={before}>
              <th scope="row">{before}</th>
              {columns.map((after) => (
                <Cell key={after} count={cells.get(`${before}\n${after}`) ?? 0} total={totalOf(before)} moved={before !== after} />
              ))}
              <td className={styles.figure}>{formatCount(totalOf(before))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ count, total, moved }: { count: number; total: number; moved: boolean }) {
  if (count === 0) return <td className={classes(styles.figure, styles.kept)}>·</td>
  const share = { '--share': `${Math.round(8 + (count / total) * 40)}%` } as CSSProperties
  return (
    <td
      className={classes(styles.figure, moved ? styles.moved : styles.kept)}
      style={moved ? share : undefined}
      title={`${formatShare(count / total)} of the row`}
    >
      {formatCount(count)}
    </td>
  )
}
