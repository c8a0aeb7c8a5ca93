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

const STATUSES: Readonly<Record<string, Status>> = {
  error: 'error',
  timeout: 'error',
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
