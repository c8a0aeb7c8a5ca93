import type { Session } from '@relayscope/contract'
import { parseInstant } from '../../lib/instant.ts'
import { firstLine, formatCompact, formatCount, formatDuration } from '../../lib/format.ts'
import { formatMoney } from '../../lib/money.ts'
import { plainStoredWords } from '../../lib/stored-words.ts'
import type { Column } from '../../ui/data-grid.tsx'
import { Unknown } from '../../ui/marks.tsx'
import { Ago } from '../../ui/time-text.tsx'
import styles from './interactions.module.css'

const MOST_OPENING = 160
const end = 'end' as const

export function sessionColumns(onOpen: (row: Session) => void): Column<Session>[] {
  return [
    { id: 'last', label: 'Last', width: '84px', render: (row) => <Ago iso={row.end} /> },
    {
      id: 'session',
      label: 'Session',
      width: 'minmax(120px, .8fr)',
      render: (row) => (
        <button
          type="button"
          className={`${styles.rowDoor} strong ell`}
          title={row.id}
          onClick={(event) => (event.stopPropagation(), onOpen(row))}
        >
          {row.id}
        </button>
      ),
    },
    { id: 'opening', label: 'Began with', width: 'minmax(160px, 2fr)', render: openingCell },
    { id: 'user', label: 'User', width: 'minmax(80px, .7fr)', render: ({ users }) => <Names names={users} /> },
    { id: 'models', label: 'Models', width: 'minmax(110px, 1fr)', render: ({ models }) => <Names names={models} /> },
    { id: 'turns', label: 'Turns', width: '54px', align: end, render: ({ turns }) => <span className="num">{formatCount(turns)}</span> },
    { id: 'errors', label: 'Errors', width: '54px', align: end, render: ({ errors }) => errorCell(errors) },
    { id: 'length', label: 'Length', width: '70px', align: end, render: (row) => <span className="num t2">{lengthOf(row)}</span> },
    {
      id: 'tokens',
      label: 'Tokens',
      width: '64px',
      align: end,
      render: ({ totalTokens }) => <span className="num t2">{formatCompact(totalTokens)}</span>,
    },
    { id: 'cost', label: 'Cost', width: '84px', align: end, render: (row) => <SessionCost session={row} /> },
  ]
}

/** From the first call to the end of the last. */
export function lengthOf({ start, end: last }: Session): string {
  return formatDuration(parseInstant(last) - parseInstant(start))
}

export function SessionCost({ session: { costs } }: { session: Session }) {
  if (costs.length === 0) return <Unknown />
  return <span className="num">{costs.map(({ amount, currency }) => formatMoney(amount, currency)).join(' + ')}</span>
}

function openingCell({ opening }: Session) {
  const text = firstLine(plainStoredWords(opening, undefined).replaceAll(/\s+/g, ' '), MOST_OPENING)
  return text === '' ? (
    <Unknown />
  ) : (
    <span className="t2 ell" title={text}>
      {text}
    </span>
  )
}

function errorCell(errors: number) {
  return <span className={errors > 0 ? 'num critical' : 'num t3'}>{formatCount(errors)}</span>
}

function Names({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <Unknown />
  return (
    <span className="ell" title={names.join(', ')}>
      {names[0]}
      {names.length > 1 && <span className="t3"> +{names.length - 1}</span>}
    </span>
  )
}
