import { Link } from '@tanstack/react-router'
import { GitFork } from 'lucide-react'
import { useTraceDecisions } from '../api/decisions.ts'
import { buttonClass } from '../ui/button.tsx'

/** From a trace or an interaction to why it went as it did, where that is known. */
export function DecisionDoor({ traceId, requestId }: { traceId: string; requestId?: string }) {
  const { data = [] } = useTraceDecisions(traceId)
  if (data.length === 0) return null
  const request = data.some((one) => one.requestId === requestId) ? requestId : undefined
  return (
    <Link
      to="/decisions/$traceId"
      params={{ traceId }}
      search={({ from, to, live }) => ({ from, to, live, request })}
      className={buttonClass('normal', 'small')}
    >
      <GitFork aria-hidden />
      Decision path
    </Link>
  )
}
