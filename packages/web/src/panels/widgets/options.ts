/** Options as people and programs wrote them: anything may stand in them, and what makes no sense counts as absent. */
import type { Frame } from '@relayscope/contract'
import type { Limit } from '../../charts/series.ts'

type Options = Readonly<Record<string, unknown>>

export function textOption(options: Options, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOption(options: Options, name: string): number | undefined {
  const value = options[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function yesOption(options: Options, name: string): boolean {
  return options[name] === true
}

export function limitOption(options: Options, text: (value: number) => string): Limit | undefined {
  const { limit } = options
  if (typeof limit !== 'object' || limit === null) return undefined
  const { value, label, wrong } = limit as Record<string, unknown>
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined
  return {
    value,
    label: typeof label === 'string' && label !== '' ? label.slice(0, 60) : `${text(value)} limit`,
    wrong: wrong === 'below' ? 'below' : 'above',
  }
}

/** Whether an answer is a frame, whatever endpoint it came from. */
export function isFrame(data: unknown): data is Frame {
  if (typeof data !== 'object' || data === null) return false
  const { times, series, stepMs } = data as Record<string, unknown>
  return Array.isArray(times) && Array.isArray(series) && typeof stepMs === 'number'
}

/** The list in an answer, under `items` or where `path` says: `byRule`. */
export function itemsOf(data: unknown, path = 'items'): readonly Readonly<Record<string, unknown>>[] | undefined {
  const items = fieldAt(data, path)
  return Array.isArray(items) ? items.filter((item) => typeof item === 'object' && item !== null) : undefined
}

/** A field within fields: `total.evaluationMs.p95`. */
export function fieldAt(data: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined,
      data,
    )
}

export const metricSource = (parameters: Record<string, unknown>) =>
  ({ system: 'relaycore', endpoint: '/api/v1/metrics/query', parameters }) as const
