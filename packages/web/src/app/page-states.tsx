import { Link, useRouter } from '@tanstack/react-router'
import { Empty, FailurePane } from '../ui/states.tsx'
import { buttonClass } from '../ui/button.tsx'

export function NotFound() {
  return (
    <Empty title="There is no page at this address">
      <p>The address may be cut off, or the page may have moved.</p>
      <p>
        <Link to="/traces" className={buttonClass()}>
          Open the traces
        </Link>
      </p>
    </Empty>
  )
}

/** A screen that could not be drawn or loaded. */
export function PageError({ error }: { error: unknown }) {
  const router = useRouter()
  return (
    <FailurePane
      what="This page could not be shown"
      failure={{
        message: error instanceof Error ? error.message : String(error),
        advice: 'After an update of the server, loading the page again helps.',
      }}
      onRetry={() => void router.invalidate()}
    />
  )
}
