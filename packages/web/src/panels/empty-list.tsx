import { useQueries } from '@tanstack/react-query'
import { formatCapped } from '../lib/format.ts'
import { formatExact, parseInstant } from '../lib/instant.ts'
import { rangeOf, type TimeRange } from '../lib/time-range.ts'
import { useZone } from '../lib/zone.ts'
import { Button } from '../ui/button.tsx'
import { FirstData } from '../ui/first-data.tsx'
import { Empty, SkeletonRows } from '../ui/states.tsx'

export interface EmptyListProps {
  /** `traces`, `interactions`. */
  what: string
  /** Start of the newest record there is; null: there is none; undefined: not known yet. */
  newest: string | null | undefined
  range: TimeRange
  /** The terms of the search, each with what is left without it. Empty: nothing was searched for. */
  terms: readonly { term: string; rest: string }[]
  count: (query: string) => Promise<{ count: number; capped: boolean }>
  onRange: (range: TimeRange) => void
  onQuery: (query: string) => void
}

const FIRST: Readonly<Record<string, string>> = { traces: 'trace', interactions: 'AI call', decisions: 'decision' }

/** Why a list is empty: nothing was ever sent, nothing in this range, or nothing matches; and the way out of each. */
export function EmptyList(props: EmptyListProps) {
  const { what, newest, terms } = props
  if (newest === undefined) return <SkeletonRows rowHeight={34} />
  if (newest === null) return <FirstData origin={location.origin} what={FIRST[what] ?? what} />
  return terms.length > 0 ? <NothingMatches {...props} /> : <NothingHere what={what} newest={newest} onRange={props.onRange} />
}

/** The search has a mistake and no result stands from before it. */
export function Unreadable({ what, onClear }: { what: string; onClear: () => void }) {
  return (
    <Empty title="This search cannot be read">
      <p>Correct it above to see the {what}.</p>
      <p>
        <Button onClick={onClear}>Clear the search</Button>
      </p>
    </Empty>
  )
}

const HALF_HOUR_MS = 30 * 60_000

function NothingHere({ what, newest, onRange }: { what: string; newest: string; onRange: (range: TimeRange) => void }) {
  const zone = useZone()
  const at = parseInstant(newest)
  return (
    <Empty title={`No ${what} in this range`}>
      <p>The newest is from {formatExact(at, zone)}.</p>
      <p>
        <Button onClick={() => onRange(rangeOf(at - HALF_HOUR_MS, at + HALF_HOUR_MS))}>Go there</Button>
      </p>
    </Empty>
  )
}

const MOST_TERMS = 6

function NothingMatches({ what, range, terms, count, onQuery }: EmptyListProps) {
  const tried = terms.slice(0, MOST_TERMS)
  const answers = useQueries({
    queries: tried.map(({ rest }) => ({
      queryKey: [what, 'without', range.from, range.to, rest],
      queryFn: () => count(rest),
      retry: false,
    })),
  })
  const found = tried.map((term, at) => ({ ...term, count: answers[at]?.data?.count ?? 0, capped: answers[at]?.data?.capped ?? false }))
  if (answers.some(({ isPending }) => isPending)) return <Empty title={`No ${what} match`}>{null}</Empty>
  const best = found.reduce((most, one) => (one.count > most.count ? one : most), { term: '', rest: '', count: 0, capped: false })
  return (
    <Empty title={`No ${what} match`}>
      {best.count > 0 ? (
        <>
          <p>
            Without <code className="mono">{best.term}</code> there are {formatCapped(best.count, best.capped)}.
          </p>
          <p>
            <Button onClick={() => onQuery(best.rest)}>Drop it</Button>
          </p>
        </>
      ) : (
        <>
          <p>No single term is the reason: dropping any one of them finds nothing either.</p>
          <p>
            <Button onClick={() => onQuery('')}>Clear the search</Button>
          </p>
        </>
      )}
    </Empty>
  )
}
