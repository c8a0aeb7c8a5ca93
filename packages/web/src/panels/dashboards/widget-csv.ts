/** What a widget shows, as a table of text. */
import type { Frame } from '@relayscope/contract'
import { type CsvCell, csvText } from '../../lib/csv.ts'
import { nameOfGroup } from '../frames/frame-series.ts'
import { isFrame, itemsOf } from '../widgets/options.ts'

/** Undefined: there is nothing that could be a table. */
export function widgetCsv(data: unknown, title: string): string | undefined {
  if (isFrame(data)) return frameCsv(data, title)
  const items = itemsOf(data)
  if (!items) return undefined
  const names = [...new Set(items.flatMap((item) => Object.keys(item)))]
  return csvText([names, ...items.map((item) => names.map((name) => cellOf(item[name])))])
}

function frameCsv(frame: Frame, title: string): string {
  const head = ['time', ...frame.series.map((series) => nameOfGroup(series, frame, title))]
  return csvText([head, ...frame.times.map((time, at) => [new Date(time).toISOString(), ...frame.series.map(({ values }) => values[at])])])
}

function cellOf(value: unknown): CsvCell {
  if (typeof value === 'string' || typeof value === 'number' || value == null) return value
  return JSON.stringify(value)
}
