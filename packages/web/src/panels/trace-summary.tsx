import type { TraceDetail } from '@relayscope/contract'
import { failureOf, isNotFound } from '../api/problem.ts'
import { useTraceInteractions } from '../api/interactions.ts'
import { useTrace } from '../api/traces.ts'
import { formatCount, formatDuration, plural } from '../lib/format.ts'
import { Chip } from '../ui/marks.tsx'
import { FactsList, Section } from '../ui/facts.tsx'
import { Pane } from '../ui/pane.tsx'
import { Empty } from '../ui/states.tsx'
import { StatusWord } from '../ui/status-shape.tsx'
import { Exact } from '../ui/time-text.tsx'
import { EntityLink } from './entity-link.tsx'
import { SummaryList } from './summary-list.tsx'

/** A trace in the drawer: what it was, what failed, and the AI calls in it. */
export function TraceSummary({ id }: { id: string }) {
  const { data, error, isPending, isFetching, refetch } = useTrace(id)
  const missing = isNotFound(error)
  return (
    <Pane
      what="The trace"
      loading={isPending}
      busy={isFetching}
      failure={error && !data && !missing ? failureOf(error) : undefined}
      onRetry={() => void refetch()}
      empty={missing ? <Empty title="This trace is not here">It is older than what is kept, or was never sent.</Empty> : undefined}
    >
      {data && <Found trace={data} />}
    </Pane>
  )
}

function Found({ trace }: { trace: TraceDetail }) {
  const failed = trace.spans.filter(({ status }) => status === 'error')
  const interactions = useTraceInteractions(trace.traceId, trace.startTime)
  const state = trace.status === 'success' ? (trace.slow ? 'slow' : 'healthy') : 'error'
  return (
    <div>
      <Section>
        <FactsList
          facts={[
            { label: 'Status', value: <StatusWord status={state}>{{ slow: 'Slow', healthy: 'OK', error: 'Error' }[state]}</StatusWord> },
            { label: 'Started', value: <Exact iso={trace.startTime} withDay /> },
            { label: 'Duration', value: formatDuration(trace.duration) },
            { label: 'Spans', value: formatCount(trace.spans.length) },
            { label: 'Trace ID', value: <span className="mono">{trace.traceId}</span> },
          ]}
        />
      </Section>
      {failed.length > 0 && (
        <Section title="What failed" count={failed.length}>
          <SummaryList
            rows={failed.map((span) => ({
              id: span.spanId,
              title: span.name,
              detail: span.errorDetails?.message ?? '',
              end: formatDuration(span.duration),
            }))}
          />
        </Section>
      )}
      <Section title="AI calls" count={interactions.data?.length ?? 0}>
        <SummaryList
          none={interactions.isPending ? 'Looking' : `${plural(0, 'AI call')} in this trace`}
          rows={(interactions.data ?? []).map(({ id, model, operation, latencyMs, status }) => ({
            id,
            title: (
              <EntityLink kind="interaction" id={id}>
                {model || operation || 'unknown model'}
              </EntityLink>
            ),
            detail: status === 'success' ? '' : <Chip tone="critical">{status}</Chip>,
            end: formatDuration(latencyMs),
          }))}
        />
      </Section>
    </div>
  )
}
