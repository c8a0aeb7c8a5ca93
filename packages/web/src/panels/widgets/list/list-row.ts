/** A record of a list, whichever kind it is, as the two lines it is shown in. */
import type { Status } from '../../../ui/status-shape.tsx'

type Item = Readonly<Record<string, unknown>>

export interface ListRow {
  readonly key: string
  /** Where a click leads, where the record has a page. */
  readonly entity: { readonly kind: 'trace' | 'interaction'; readonly id: string } | undefined
  readonly title: string
  readonly status: Status
  readonly statusWord: string
  readonly durationMs: number | undefined
  readonly detail: string
  readonly time: string | undefined
}

export function listRow(item: Item, at: number): ListRow {
  const text = (name: string): string | undefined => (typeof item[name] === 'string' && item[name] !== '' ? item[name] : undefined)
  const number = (name: string): number | undefined => (typeof item[name] === 'number' ? item[name] : undefined)
  const outcome = outcomeOf(item)
  if (outcome) return decisionRow(item, at, outcome)
  const isCall = text('model') !== undefined && number('latencyMs') !== undefined
  const id = isCall ? text('id') : text('traceId')
  const word = text('status') ?? text('severity') ?? ''
  return {
    key: id ?? String(at),
    entity: id === undefined ? undefined : { kind: isCall ? 'interaction' : 'trace', id },
    title: (isCall ? text('model') : undefined) ?? text('name') ?? text('title') ?? id ?? '(no name)',
    status: statusOf(word, item['slow'] === true),
    statusWord: word,
    durationMs: isCall ? number('latencyMs') : number('duration'),
    detail: [text('provider'), listText(item['models']), errorOf(item)].filter((part) => part !== undefined && part !== '').join(' · '),
    time: text('startTime') ?? text('timestamp'),
  }
}

interface Outcome {
  readonly provider: string
  readonly model: string
  readonly status: string
}

/** What decisions end in, where the record has any. */
function outcomeOf({ finalOutcome }: Item): Outcome | undefined {
  if (typeof finalOutcome !== 'object' || finalOutcome === null) return undefined
  const { provider, model, status } = finalOutcome as Item
  return { provider: String(provider ?? ''), model: String(model ?? ''), status: String(status ?? '') }
}

function decisionRow(item: Item, at: number, { provider, model, status }: Outcome): ListRow {
  const traceId = typeof item['traceId'] === 'string' ? item['traceId'] : undefined
  return {
    key: `${traceId ?? ''} ${String(item['requestId'] ?? at)}`,
    entity: traceId === undefined ? undefined : { kind: 'trace', id: traceId },
    title: [provider, model].filter((part) => part !== '').join(' · ') || 'nothing chosen',
    status: STATUSES[status] ?? 'quiet',
    statusWord: status,
    durationMs: typeof item['evaluationTimeMs'] === 'number' ? item['evaluationTimeMs'] : undefined,
    detail: [item['requestPath'], item['fallback'] === true ? 'fallback' : '']
      .filter((part) => typeof part === 'string' && part !== '')
      .join(' · '),
    time: typeof item['timestamp'] === 'string' ? item['timestamp'] : undefined,
  }
}

const STATUSES: Readonly<Record<string, Status>> = {
  error: 'error',
  timeout: 'error',
  rejected: 'warning',
  critical: 'critical',
  firing: 'critical',
  warning: 'warning',
  info: 'info',
  resolved: 'healthy',
}

function statusOf(word: string, slow: boolean): Status {
  return STATUSES[word] ?? (slow ? 'slow' : 'quiet')
}

function listText(value: unknown): string | undefined {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(', ') : undefined
}

function errorOf({ errorDetails }: Item): string | undefined {
  const message = typeof errorDetails === 'object' && errorDetails !== null ? (errorDetails as Item)['message'] : undefined
  return typeof message === 'string' ? message.split('\n', 1)[0]?.slice(0, 200) : undefined
}
