/** An answer as a table: of a frame a row for each group, of a list a row for each item. */
import type { Frame } from '@relayscope/contract'
import { formatDuration, formatShare } from '../../../lib/format.ts'
import { formatMoney } from '../../../lib/money.ts'
import { formatNumber, unitFormat } from '../../../lib/unit-format.ts'
import { fieldAt } from '../options.ts'
import { latestOf, wholeOf } from '../whole.ts'

export type Cell = string | number | undefined

export interface TableColumn {
  readonly id: string
  readonly label: string
  readonly numeric: boolean
  readonly text: (value: number) => string
}

export interface TableRow {
  readonly id: string
  readonly cells: readonly Cell[]
  /** What a click on it is about. */
  readonly labels: Readonly<Record<string, string>>
  /** How it went over the range. */
  readonly values?: readonly (number | null)[]
}

export interface TableData {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly TableRow[]
}

const plain = (id: string, label = id): TableColumn => ({ id, label, numeric: false, text: String })

export function tableOfFrame(frame: Frame, unit: string): TableData {
  const names = [...new Set(frame.series.flatMap(({ labels }) => Object.keys(labels)))]
  const { text } = unitFormat(unit)
  const number = (id: string, label: string): TableColumn => ({ id, label, numeric: true, text })
  return {
    columns: [
      ...(names.length === 0 ? [plain('group', 'Group')] : names.map((name) => plain(name))),
      number('now', 'Now'),
      number('range', 'Range'),
      number('most', 'Highest'),
    ],
    rows: frame.series.map(({ labels, other, values }, at) => ({
      id: other ? 'other' : `${at} ${JSON.stringify(labels)}`,
      cells: [
        ...(names.length === 0
          ? [other ? 'others' : 'all']
          : names.map((name, index) => labels[name] || (other && index === 0 ? 'others' : ''))),
        latestOf(frame, values),
        wholeOf(frame, values),
        most(values),
      ],
      labels: other ? {} : labels,
      values,
    })),
  }
}

function most(values: readonly (number | null)[]): number | undefined {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? undefined : Math.max(...known)
}

type Item = Readonly<Record<string, unknown>>

const MOST_COLUMNS = 8
const LABELS = ['provider', 'model', 'operation', 'service', 'organizationId', 'status']

export function tableOfItems(items: readonly Item[], wanted: readonly string[]): TableData {
  const paths = wanted.length > 0 ? wanted : usualPaths(items)
  const columns = paths.map((path): TableColumn => ({
    id: path,
    label: labelOf(path),
    numeric: items.some((item) => typeof fieldAt(item, path) === 'number'),
    text: formatOf(path),
  }))
  const rows = items.map((item, index): TableRow => ({
    id: typeof item['id'] === 'string' ? item['id'] : String(index),
    cells: paths.map((path) => cellOf(fieldAt(item, path))),
    labels: Object.fromEntries(LABELS.flatMap((name) => (typeof item[name] === 'string' ? [[name, item[name]]] : []))),
  }))
  return { columns, rows }
}

/** Whatever the first of them has as text or number. */
function usualPaths(items: readonly Item[]): string[] {
  return Object.entries(items[0] ?? {})
    .filter(([, value]) => typeof value === 'string' || typeof value === 'number')
    .map(([name]) => name)
    .slice(0, MOST_COLUMNS)
}

function cellOf(value: unknown): Cell {
  if (typeof value === 'number' || typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string').join(', ') : undefined
}

/** `latencyMs.p95` as `Latency p95`. */
function labelOf(path: string): string {
  const words = path
    .replaceAll('.', ' ')
    .replaceAll(/Ms\b/g, '')
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .trim()
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function formatOf(path: string): (value: number) => string {
  if (/(Ms\b|^duration$|timeToFirstToken)/.test(path)) return formatDuration
  if (/share/i.test(path)) return formatShare
  if (/\bcost\b|Usd\b/i.test(path)) return (value) => formatMoney(value)
  return formatNumber
}

/** Largest first for numbers, by the alphabet for words; what is not known comes last. */
export function sortRows(rows: readonly TableRow[], column: number, descending: boolean): TableRow[] {
  return [...rows].sort((left, right) => {
    const a = left.cells[column]
    const b = right.cells[column]
    if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
    const order = typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1
    return descending ? -order : order
  })
}
