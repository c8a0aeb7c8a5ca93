/**
 * Values as questions want them, read together: those who ask at the same moment of the same stretch of the same rows, by
 * other tags, for other metrics or other figures of them, are answered by one statement. A dashboard asks so.
 */
import type { MetricAggregation } from '@relayscope/contract'
import { EngineError, HttpError } from '../../../kit/errors.ts'
import type { SelectOptions } from '../../../planes/telemetry/plane.ts'
import { isSumOfStates, type ReadRow, valueOf, valuesStatement } from './aggregate.ts'
import type { OneMetric, Selection, Span } from './parts.ts'
import { quantileOf } from './reference.ts'
import type { ValueRow } from './series-table.ts'
import type { Selects } from './shared-select.ts'

export interface Wanted extends OneMetric {
  groupBy: readonly string[]
  aggregation: MetricAggregation
  span: Span
}

const MAX_ROWS = 200_000
const MAX_SECONDS = 20
/** More tags than this in one statement would make more groups than they save. */
const MOST_TAGS = 4

interface Asked {
  wanted: Wanted
  resolve: (rows: ValueRow[]) => void
  reject: (error: unknown) => void
}

/** What one statement answers. */
interface Reading {
  selection: Selection
  /** Each list of tags that somebody groups by. */
  sets: (readonly string[])[]
  asked: Asked[]
}

export class Readings {
  private readonly telemetry: Selects
  private waiting: Asked[] = []

  constructor(telemetry: Selects) {
    this.telemetry = telemetry
  }

  values(wanted: Wanted): Promise<ValueRow[]> {
    return new Promise((resolve, reject) => {
      // Behind everything that the same event set off.
      if (this.waiting.length === 0) setImmediate(() => this.readAll())
      this.waiting.push({ wanted, resolve, reject })
    })
  }

  private readAll(): void {
    for (const reading of readingsOf(this.waiting.splice(0))) void this.read(reading)
  }

  private async read(reading: Reading): Promise<void> {
    const { asked } = reading
    try {
      const rows = await this.rowsOf(reading)
      for (const each of asked) each.resolve(valuesOf(each.wanted, reading, rows))
    } catch (error) {
      // Together they have too many rows: each for itself may have few, and who has not is told so alone.
      if (asked.length > 1 && isTooMany(error)) for (const each of asked) void this.read(readingOf(each))
      else for (const { reject } of asked) reject(error)
    }
  }

  private async rowsOf({ selection, sets, asked }: Reading): Promise<ReadRow[]> {
    const [first] = asked
    if (!first) return []
    const { aggregation, span, metric } = first.wanted
    const how = { hasDigest: quantileOf(aggregation) !== undefined, isSumOfStates: isSumOfStates(metric, aggregation) }
    const statement = valuesStatement(selection, sets, how, span, MAX_ROWS + 1)
    return withinLimits((limits) => this.telemetry.select<ReadRow>(statement, limits))
  }
}

/** The engine's own limits, told as the caller's. */
export async function withinLimits<T>(read: (limits: Required<SelectOptions>) => Promise<T>): Promise<T> {
  try {
    return await read({ maxRows: MAX_ROWS, maxSeconds: MAX_SECONDS })
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    if (error.engineCode === TOO_MANY_ROWS) throw new HttpError(422, 'too_many_rows', `the answer has more than ${MAX_ROWS} values`)
    if (error.engineCode === TIMEOUT)
      throw new HttpError(503, 'time_limit', `the question takes longer than ${MAX_SECONDS} seconds`, { retryAfterSeconds: 30 })
    throw error
  }
}

const TOO_MANY_ROWS = 396
const TIMEOUT = 159

function isTooMany(error: unknown): boolean {
  return error instanceof HttpError && error.code === 'too_many_rows'
}

function readingsOf(asked: readonly Asked[]): Reading[] {
  const readings = new Map<string, Reading[]>()
  for (const each of asked) {
    const key = rowsKey(each.wanted)
    const alike = readings.get(key) ?? []
    if (!alike.some((reading) => isJoined(reading, each))) alike.push(readingOf(each))
    readings.set(key, alike)
  }
  return [...readings.values()].flat()
}

/** Equal where one statement can read both. Groups that are left out are those of one question. */
function rowsKey({ project, metric, filters, exclude, except, groupBy, aggregation, span }: Wanted): string {
  const { fromNs, toNs, stepMs, resolution, rolledUntilNs, late } = span
  return JSON.stringify([
    project,
    metric.derived ? [metric.derived.source] : [metric.name, metric.kind],
    filters,
    exclude,
    except ? [except, groupBy] : [],
    quantileOf(aggregation) !== undefined,
    isSumOfStates(metric, aggregation),
    [fromNs, toNs, rolledUntilNs, ...late.flatMap((each) => [each.fromNs, each.toNs])].map(String),
    stepMs,
    resolution,
  ])
}

function readingOf(asked: Asked): Reading {
  const { project, metric, groupBy, filters, exclude, except } = asked.wanted
  return { selection: { project, metrics: [metric], groupBy, filters, exclude, except }, sets: [groupBy], asked: [asked] }
}

/** Takes the question along, if there are not too many tags by then. */
function isJoined(reading: Reading, asked: Asked): boolean {
  const { groupBy, metric } = asked.wanted
  const tags = [...new Set([...reading.selection.groupBy, ...groupBy])]
  if (tags.length > Math.max(MOST_TAGS, reading.selection.groupBy.length)) return false
  const { metrics } = reading.selection
  const isNew = !metrics.some(({ name }) => name === metric.name)
  reading.selection = { ...reading.selection, groupBy: tags, metrics: isNew ? [...metrics, metric] : metrics }
  if (!reading.sets.some((set) => isSameSet(set, groupBy))) reading.sets.push(groupBy)
  reading.asked.push(asked)
  return true
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  return left.every((tag) => right.includes(tag)) && right.every((tag) => left.includes(tag))
}

/** The rows of one question, with its tags in its own order. */
function valuesOf({ metric, groupBy, aggregation, span }: Wanted, { selection }: Reading, rows: readonly ReadRow[]): ValueRow[] {
  const given = selection.groupBy.map((tag) => (groupBy.includes(tag) ? 1 : 0)).join('')
  const places = groupBy.map((tag) => selection.groupBy.indexOf(tag))
  const values: ValueRow[] = []
  for (const row of rows) {
    if (row.name !== metric.name || row.given.join('') !== given) continue
    values.push({
      labels: places.map((place) => row.labels[place] ?? ''),
      slot: Number(row.slot),
      value: valueOf(metric, aggregation, row, span.stepMs),
    })
  }
  return values
}
