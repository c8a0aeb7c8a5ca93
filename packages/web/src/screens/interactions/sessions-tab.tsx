/** Conversations: calls that name the same session, those with the latest call first; one is opened with its turns. */
import type { Session } from '@relayscope/contract'
import { useMemo, useRef } from 'react'
import { failureOf } from '../../api/problem.ts'
import { useSessions } from '../../api/sessions.ts'
import { useShortcuts } from '../../lib/keyboard.ts'
import { DataGrid } from '../../ui/data-grid.tsx'
import { useListCursor } from '../../ui/list-cursor.ts'
import { Empty, FailurePane, ProgressLine, SkeletonRows } from '../../ui/states.tsx'
import styles from './interactions.module.css'
import { sessionColumns } from './session-columns.tsx'
import { SessionView } from './session-view.tsx'
import type { InteractionPage } from './use-interaction-page.ts'

export default function SessionsTab({ page }: { page: InteractionPage }) {
  const { session } = page.search
  return session === undefined ? <SessionList page={page} /> : <SessionView key={session} id={session} page={page} />
}

function SessionList({ page }: { page: InteractionPage }) {
  const { data, error, isPending, isFetching, isPlaceholderData, refetch, hasNextPage, fetchNextPage } = useSessions(page.filters)
  if (error && !data)
    return <FailurePane what="The sessions could not be loaded" failure={failureOf(error)} onRetry={() => void refetch()} />
  if (isPending || !data) return <SkeletonRows rowHeight={34} />
  if (data.length === 0) {
    return (
      <Empty title="No session">
        <p>
          In this range and with these filters no interaction names a session. A gateway names it as <code>session.id</code> or{' '}
          <code>gen_ai.conversation.id</code> on a span, or as <code>sessionId</code> of an interaction.
        </p>
      </Empty>
    )
  }
  return (
    <div className={styles.table}>
      <ProgressLine busy={isFetching} />
      <Grid
        sessions={data}
        page={page}
        stale={isPlaceholderData}
        more={hasNextPage}
        onNearEnd={() => hasNextPage && !isFetching && void fetchNextPage()}
      />
    </div>
  )
}

interface GridProps {
  sessions: readonly Session[]
  page: InteractionPage
  stale: boolean
  more: boolean
  onNearEnd: () => void
}

function Grid({ sessions, page, stale, more, onNearEnd }: GridProps) {
  const ids = useMemo(() => sessions.map(({ id }) => id), [sessions])
  const cursor = useListCursor(ids)
  const open = ({ id }: Session): void => page.change({ session: id }, false)
  const latest = useRef(open)
  latest.current = open
  const columns = useMemo(() => sessionColumns((row) => latest.current(row)), [])
  useShortcuts('Sessions', [
    { keys: 'j', label: 'Next session', run: () => cursor.move(1) },
    { keys: 'k', label: 'Previous session', run: () => cursor.move(-1) },
    { keys: 'Enter', label: 'Turns of the session', run: () => sessions[cursor.index] && open(sessions[cursor.index] as Session) },
  ])
  return (
    <DataGrid
      label="Sessions"
      columns={columns}
      rows={sessions}
      rowId={({ id }) => id}
      cursor={cursor}
      onOpen={open}
      onNearEnd={onNearEnd}
      more={more}
      stale={stale}
    />
  )
}
