/** A part of a page that shows something fetched: every state it can be in, in the order in which one hides the other. */
import type { ReactNode } from 'react'
import { formatCount, formatSpan } from '../lib/format.ts'
import { Empty, type Failure, FailurePane, Note, ProgressLine, SkeletonRows } from './states.tsx'
import styles from './pane.module.css'

export interface PaneProps {
  /** What it shows, for sentences about it: `Traces`, `The interaction`. */
  what: string
  /** Nothing has been fetched yet. */
  loading?: boolean
  /** The final shape of the content; rows when not given. */
  skeleton?: ReactNode
  /** Something is being fetched; what is there stays. */
  busy?: boolean
  failure?: Failure | undefined
  onRetry?: () => void
  /** What to show instead when there is nothing: which of the three kinds of nothing, and the way out. */
  empty?: ReactNode
  /** The role that may see it, when the viewer may not. What is around it stays. */
  noAccess?: { role: string } | undefined
  /** How old the data is, when it is older than it should be. */
  lateMs?: number | undefined
  /** One in so many is kept. */
  sampledIn?: number | undefined
  /** Not everything is shown. */
  cut?: { shown: number; total: number; noun: string } | undefined
  /** Not everybody who was asked has answered. */
  partial?: { answered: number; asked: number } | undefined
  children: ReactNode
}

export function Pane(props: PaneProps) {
  const { what, loading, skeleton, busy, failure, onRetry, empty, noAccess, children } = props
  if (noAccess) return <NoAccess what={what} role={noAccess.role} />
  if (failure) return <FailurePane what={`${what} could not be loaded`} failure={failure} {...(onRetry && { onRetry })} />
  if (loading) return skeleton ?? <SkeletonRows rowHeight={34} />
  return (
    <div className={styles.pane}>
      <ProgressLine busy={busy === true} />
      <PaneNotes {...props} />
      {empty ?? children}
    </div>
  )
}

/** What must be known to read the figures right. */
function PaneNotes({ lateMs, sampledIn, cut, partial }: PaneProps) {
  return (
    <>
      {partial && partial.answered < partial.asked && (
        <Note tone="warning">
          {partial.answered} of {partial.asked} shards answered
        </Note>
      )}
      {lateMs !== undefined && <Note tone="warning">This is {formatSpan(lateMs / 1000)} old: newer data has not arrived</Note>}
      {sampledIn !== undefined && sampledIn > 1 && <Note>1 in {formatCount(sampledIn)} kept; counts are scaled up</Note>}
      {cut && cut.shown < cut.total && (
        <Note>
          Showing {formatCount(cut.shown)} of {formatCount(cut.total)} {cut.noun}
        </Note>
      )}
    </>
  )
}

function NoAccess({ what, role }: { what: string; role: string }) {
  return (
    <Empty title={`${what} is not for everybody`}>
      <p>
        The role <b>{role}</b> can see it. Ask those who look after this workspace.
      </p>
    </Empty>
  )
}
