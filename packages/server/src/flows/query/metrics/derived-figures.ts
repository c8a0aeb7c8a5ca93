/**
 * Many derived metrics of one source in one statement: what a page that always shows the same figures asks, where a
 * question for each of them would read the same rows again and again. The numbers are those of the single questions.
 */
import type { TelemetryPlane } from '../../../planes/telemetry/plane.ts'
import type { TimeRange } from '../time-range.ts'
import { type ReadRow, valuesStatement } from './aggregate.ts'
import { findKnown } from './catalogue.ts'
import { DERIVED, type DerivedSource } from './derived-metrics.ts'
import { lateRanges } from './late.ts'
import { rolledEdge } from './parts.ts'
import { windowsOf } from './windows.ts'

export interface FiguresQuestion extends TimeRange {
  project: string
  source: DerivedSource
  step: string
  /** Tags; figures are answered for all of them, and for as many of the first as a figure asks for. */
  groupBy: readonly string[]
  /** A tag that must have the value, alone or joined with others. */
  only?: { tag: string; value: string } | undefined
  figures: readonly Figure[]
}

/** A metric, and by how many of the first tags it is wanted. */
export interface Figure {
  readonly metric: string
  readonly by: number
}

export interface FigureRow {
  metric: string
  by: number
  labels: string[]
  /** Which window, from 0. */
  at: number
  total: number
  /** Percentiles 50, 95 and 99 of what was observed. */
  quantiles: number[]
}

export interface Figures {
  times: number[]
  stepMs: number
  rows: FigureRow[]
}

const MAX_ROWS = 500_000
const MAX_SECONDS = 20

export async function readDerivedFigures(
  { telemetry, rolledUntilNs }: { telemetry: TelemetryPlane; rolledUntilNs: () => Promise<bigint> },
  question: FiguresQuestion,
): Promise<Figures> {
  const { step, project, groupBy, only, figures } = question
  const windows = windowsOf(question, step)
  const { times, stepMs } = windows
  const known = { ...windows, rolledUntilNs: windows.resolution === 0 ? windows.fromNs : await rolledUntilNs() }
  const names = DERIVED.filter(({ name, source }) => source === question.source && figures.some(({ metric }) => metric === name))
  const found = await Promise.all(names.map(({ name }) => findKnown(telemetry, project, name)))
  const metrics = found.filter((metric) => metric !== undefined)
  const [first] = metrics
  if (!first) throw new Error('bug: no such derived metric')
  // Of one source, what came late is the same for all its metrics.
  const late = await lateRanges(telemetry, project, first, { fromNs: known.fromNs, toNs: rolledEdge(known) }, known.rolledUntilNs)
  const selection = { project, metrics, groupBy, filters: {}, exclude: {}, joined: only }
  const sets = [...new Set(figures.map(({ by }) => by))].map((by) => groupBy.slice(0, by))
  const statement = valuesStatement(selection, sets, { hasDigest: true, isSumOfStates: false }, { ...known, late }, MAX_ROWS + 1)
  const rows = await telemetry.select<ReadRow>(statement, { maxRows: MAX_ROWS, maxSeconds: MAX_SECONDS })
  const wanted = new Set(figures.map(({ metric, by }) => `${by} ${metric}`))
  const firstSlot = (times[0] ?? 0) / stepMs
  return {
    times,
    stepMs,
    rows: rows
      .map((row) => figureOf(row, firstSlot))
      .filter(({ metric, by, at }) => wanted.has(`${by} ${metric}`) && at >= 0 && at < times.length),
  }
}

function figureOf({ name, given, labels, slot, total, quantiles: [p50, , p95, p99] }: ReadRow, firstSlot: number): FigureRow {
  const by = given.filter((each) => each === 1).length
  const quantiles = [p50, p95, p99].map((value) => value ?? 0)
  return { metric: name, by, labels: labels.slice(0, by), at: Number(slot) - firstSlot, total: total ?? 0, quantiles }
}
