import type { Span } from '@relayscope/contract'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { shortId } from '../../lib/format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Section } from '../../ui/facts.tsx'
import { Exact } from '../../ui/time-text.tsx'
import { JsonView } from './other-views.tsx'
import styles from './span-dock.module.css'

const MOST_EVENTS = 200

function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}

export function SpanEvents({ span }: { span: Span }) {
  const { events } = span
  if (events.length === 0) return null
  return (
    <Section title="Events" count={events.length}>
      <ol className={styles.events}>
        {events.slice(0, MOST_EVENTS).map((event, at) => (
          <li key={at} data-failed={/exception|error/i.test(event.name) || undefined}>
            <span className="strong">{event.name}</span>
            <span className="mono t2">
              <Exact iso={event.timestamp} />
            </span>
            {Object.entries(event.attributes).map(([key, value]) => (
              <small key={key} className="mono">
                {key} {valueText(value).slice(0, 600)}
              </small>
            ))}
          </li>
        ))}
      </ol>
      {events.length > MOST_EVENTS && (
        <p className="t3">
          Showing {MOST_EVENTS} of {events.length}.
        </p>
      )}
    </Section>
  )
}

export function SpanLinks({ span }: { span: Span }) {
  const links = span.links ?? []
  if (links.length === 0) return null
  return (
    <Section title="Links" count={links.length}>
      <ul>
        {links.map(({ traceId, spanId }) => (
          <li key={traceId + spanId}>
            <Link
              to="/traces/$traceId"
              params={{ traceId }}
              from="/traces"
              search={(before) => ({ ...before, span: spanId })}
              className={`${styles.link} mono`}
            >
              {shortId(traceId)} · {shortId(spanId)}
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  )
}

/** Everything that was stored about the span, as it came. Made only when asked for. */
export function SpanRaw({ span }: { span: Span }) {
  const [open, setOpen] = useState(false)
  return (
    <Section title="Raw" actions={<CopyButton text={() => JSON.stringify(span, undefined, 2)} label="Copy as JSON" />}>
      <details className={styles.raw} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
        <summary>JSON</summary>
        {open && <JsonView value={span} label="the span as JSON" />}
      </details>
    </Section>
  )
}
