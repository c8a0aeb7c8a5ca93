/** A question about metrics in, a frame out: what panels, alert conditions and reports are answered by. */
import type { Frame, FrameSeries, MetricAggregation, MetricQuery } from '@relayscope/contract'
import type { Clock } from '../../../kit/clock.ts'
import { HttpError } from '../../../kit/errors.ts'
import { HOUR_NS, isoTime, NS_PER_MS, resolveRange } from '../time-range.ts'
import { findKnown, fittingAggregation, type KnownMetric } from './catalogue.ts'
import { derivedRatio } from './derived-metrics.ts'
import { evaluate, type Formula, readFormula, referencesOf } from './formula.ts'
import { lateRanges } from './late.ts'
import { rolledEdge, type Span } from './parts.ts'
import type { Readings } from './readings.ts'
import { readReference } from './reference.ts'
import { type Group, groupsOf, keyOf, largestFirst, shown } from './series-table.ts'
import type { Selects } from './shared-select.ts'
import { lengthMs, RESOLUTION_NAME, type Windows, windowsOf } from './windows.ts'

export interface QueryParts {
  telemetry: Selects
  readings: Readings
  clock: Clock
  /** Up to when roll-ups are complete. */
  rolledUntilNs: () => Promise<bigint>
  /** What a definition says of a metric, where there is one. */
  aggregationOf?: (project: string, name: string) => Promise<MetricAggregation | undefined>
}

const LONGEST_NS = 800n * 24n * HOUR_NS

/** One reference of the question, found. */
interface Term {
  text: string
  metric: KnownMetric
  aggregation: MetricAggregation
}

export async function runMetricQuery(parts: QueryParts, project: string, query: MetricQuery): Promise<Frame> {
  const range = resolveRange(query, parts.clock, { lengthNs: HOUR_NS, longestNs: LONGEST_NS })
  const windows = windowsOf(range, query.step)
  const { formula, terms, warnings, unit } = await readQuestion(parts, project, query)
  const rolledUntilNs = windows.resolution === 0 ? windows.fromNs : await parts.rolledUntilNs()
  const run = new Run(parts, project, query, formula, terms, rolledUntilNs)
  const answered = await run.answer(windows)
  const compare = query.compare === undefined ? undefined : await run.earlier(windows, lengthMs(query.compare), answered.kept)
  return {
    from: isoTime(windows.fromNs),
    to: isoTime(windows.toNs),
    stepMs: windows.stepMs,
    times: windows.times,
    unit,
    aggregation: query.formula ?? terms[0]?.aggregation ?? '',
    series: answered.series,
    groups: answered.groups,
    ...(compare ? { compare } : {}),
    resolution: RESOLUTION_NAME[windows.resolution],
    warnings,
  }
}

interface Question {
  formula: Formula
  terms: Term[]
  warnings: string[]
  unit: string
}

async function readQuestion(parts: QueryParts, project: string, query: MetricQuery): Promise<Question> {
  const ratio = query.metric === undefined ? undefined : derivedRatio(query.metric)
  const formula: Formula =
    query.formula !== undefined
      ? readFormula(query.formula)
      : ratio
        ? readFormula(ratio.formula)
        : { kind: 'reference', text: query.metric ?? '' }
  const terms: Term[] = []
  const warnings: string[] = []
  for (const text of referencesOf(formula)) {
    const term = await findTerm(parts, project, text, query.aggregation)
    if (!term) warnings.push(`there is no metric ${text}`)
    else {
      terms.push(term)
      if (term.metric.changedKind)
        warnings.push(
          `${term.metric.name} changed what it is; it is answered as a ${term.metric.shown}, and what it was before is left out`,
        )
    }
  }
  const [first] = terms
  const isPlain = formula.kind === 'reference'
  return { formula, terms, warnings, unit: ratio?.unit ?? (isPlain && first ? unitOf(first) : '') }
}

function unitOf({ metric, aggregation }: Term): string {
  if (aggregation === 'count') return '1'
  return aggregation === 'rate' ? `${metric.shown === 'counter' && metric.unit !== '1' ? metric.unit : ''}/s` : metric.unit
}

async function findTerm(
  parts: QueryParts,
  project: string,
  text: string,
  wanted: MetricAggregation | undefined,
): Promise<Term | undefined> {
  const whole = await findKnown(parts.telemetry, project, text)
  const reference = readReference(text, () => whole !== undefined)
  const metric = whole ?? (await findKnown(parts.telemetry, project, reference.name))
  if (!metric) return undefined
  const said = reference.aggregation ?? wanted ?? (await parts.aggregationOf?.(project, metric.name))
  return { text, metric, aggregation: said ?? fittingAggregation(metric) }
}

interface Answered {
  series: FrameSeries[]
  kept: Group[]
  groups: number
}

class Run {
  private readonly parts: QueryParts
  private readonly project: string
  private readonly query: MetricQuery
  private readonly formula: Formula
  private readonly terms: readonly Term[]
  private readonly rolledUntilNs: bigint

  constructor(parts: QueryParts, project: string, query: MetricQuery, formula: Formula, terms: readonly Term[], rolledUntilNs: bigint) {
    this.parts = parts
    this.project = project
    this.query = query
    this.formula = formula
    this.terms = terms
    this.rolledUntilNs = rolledUntilNs
  }

  async answer(windows: Windows): Promise<Answered> {
    const { groupBy, top, other, fill } = this.query
    const groups = largestFirst(await this.groups(windows, groupBy))
    const kept = groups.slice(0, top)
    const series = kept.map((group) => shown(group, groupBy, fill))
    if (other && groups.length > top) {
      const except = kept.map(({ labels }) => labels)
      for (const rest of await this.groups(windows, [], except)) series.push(shown(rest, groupBy, fill, true))
    }
    return { series, kept, groups: groups.length }
  }

  /** The same groups, in the same order; a group that was not there yet has no values. */
  async earlier(windows: Windows, shiftMs: number, kept: readonly Group[]): Promise<NonNullable<Frame['compare']>> {
    const { groupBy, fill } = this.query
    const shiftNs = BigInt(shiftMs) * NS_PER_MS
    const moved = this.movedBack(windows, shiftNs, shiftMs)
    const found = new Map((await this.groups(moved, groupBy)).map((group) => [keyOf(group), group]))
    const empty = new Array<number | null>(windows.times.length).fill(null)
    const series = kept.map((group) => shown(found.get(keyOf(group)) ?? { labels: group.labels, values: empty }, groupBy, fill))
    return { shiftMs, series }
  }

  private movedBack(windows: Windows, shiftNs: bigint, shiftMs: number): Windows {
    if (shiftMs % windows.stepMs !== 0) {
      const message = 'the earlier period must lie a whole number of steps back'
      throw new HttpError(422, 'invalid_range', message, { errors: [{ path: 'compare', message }] })
    }
    const { fromNs, toNs, times } = windows
    return { ...windows, fromNs: fromNs - shiftNs, toNs: toNs - shiftNs, times: times.map((time) => time - shiftMs) }
  }

  private async groups(windows: Windows, groupBy: readonly string[], except?: readonly (readonly string[])[]): Promise<Group[]> {
    const tables = await Promise.all(this.terms.map(async (term) => ({ term, groups: await this.read(term, windows, groupBy, except) })))
    const [only] = tables
    if (this.formula.kind === 'reference') return only?.groups ?? []
    return combined(this.formula, tables, windows.times.length)
  }

  private async read(term: Term, windows: Windows, groupBy: readonly string[], except?: readonly (readonly string[])[]): Promise<Group[]> {
    const { filters, exclude } = this.query
    const { metric, aggregation } = term
    // The rest is one group: the labels it must not have are those of the question.
    const rest = except && { labels: except, tags: this.query.groupBy }
    const span = await spanOf(this.parts.telemetry, this.project, metric, { ...windows, rolledUntilNs: this.rolledUntilNs })
    const rows = await this.parts.readings.values({
      project: this.project,
      metric,
      aggregation,
      groupBy,
      filters,
      exclude,
      except: rest,
      span,
    })
    return groupsOf(rows, windows.times, windows.stepMs)
  }
}

export async function spanOf(telemetry: Selects, project: string, metric: KnownMetric, span: Omit<Span, 'late'>): Promise<Span> {
  const { fromNs, toNs, stepMs, resolution, rolledUntilNs } = span
  const late = await lateRanges(telemetry, project, metric, { fromNs, toNs: rolledEdge(span) }, rolledUntilNs)
  return { fromNs, toNs, stepMs, resolution, rolledUntilNs, late }
}

/** Amounts that nobody sent are none; averages and percentiles of nothing are not known. */
const ADDITIVE: ReadonlySet<MetricAggregation> = new Set(['sum', 'count', 'rate'])

function combined(formula: Formula, tables: readonly { term: Term; groups: Group[] }[], length: number): Group[] {
  const found = new Map<string, { labels: readonly string[]; of: Map<string, Group> }>()
  for (const { term, groups } of tables) {
    for (const group of groups) {
      const key = keyOf(group)
      const entry = found.get(key) ?? { labels: group.labels, of: new Map<string, Group>() }
      entry.of.set(term.text, group)
      found.set(key, entry)
    }
  }
  const terms = new Map(tables.map(({ term }) => [term.text, term]))
  return [...found.values()].map(({ labels, of }) => ({
    labels,
    values: Array.from({ length }, (_, at) => {
      if (![...of.values()].some((group) => typeof group.values[at] === 'number')) return null
      return evaluate(formula, (text) => {
        const value = of.get(text)?.values[at] ?? null
        const term = terms.get(text)
        return value === null && term && ADDITIVE.has(term.aggregation) ? 0 : value
      })
    }),
  }))
}
