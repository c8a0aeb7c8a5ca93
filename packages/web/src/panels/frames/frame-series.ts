/** A frame as what charts draw: buckets of time, and a series with a name and a colour for each group. */
import type { Frame, FrameSeries } from '@relayscope/contract'
import type { ChartKind, ChartSeries } from '../../charts/series.ts'
import type { Buckets } from '../../lib/buckets.ts'
import { formatCount } from '../../lib/format.ts'
import { providerColour, providerOfModel } from '../../lib/identity.ts'

type Style = Pick<ChartSeries, 'colour' | 'line'>
type Line = ChartSeries['line']

const LINES: readonly Line[] = [undefined, 'dashed', 'dotted']
const ONE_LINE: readonly Line[] = [undefined]

export interface FrameChartData {
  readonly buckets: Buckets
  readonly series: readonly ChartSeries[]
  /** The earlier period, of the first series. */
  readonly compare: readonly (number | null)[] | undefined
}

export function chartOfFrame(frame: Frame, name: string, kind: ChartKind): FrameChartData {
  const series = seriesOfFrame(frame, name, kind === 'line' ? LINES : ONE_LINE)
  return {
    buckets: bucketsOfFrame(frame),
    series: kind === 'stack' ? filledForStack(series) : series,
    compare: frame.compare?.series[0]?.values,
  }
}

export function bucketsOfFrame({ times, stepMs }: Pick<Frame, 'times' | 'stepMs'>): Buckets {
  return { starts: times, ends: times.map((start) => start + stepMs) }
}

/** A group by the values of its labels; one without labels by the name of what was asked. */
export function nameOfGroup(
  { labels, other }: Pick<FrameSeries, 'labels' | 'other'>,
  frame: Pick<Frame, 'groups' | 'series'>,
  name: string,
): string {
  if (other) return `${formatCount(Math.max(1, frame.groups - (frame.series.length - 1)))} others`
  const values = Object.values(labels)
  return values.length === 0 ? name : values.map((value) => value || 'none').join(' · ')
}

export function idOfGroup({ labels, other }: Pick<FrameSeries, 'labels' | 'other'>): string {
  return other ? 'other' : JSON.stringify(Object.entries(labels))
}

/** `lines`: the lines that tell apart what has one colour; areas and bars have only their colour. */
export function seriesOfFrame(frame: Frame, name: string, lines: readonly Line[] = LINES): ChartSeries[] {
  const styles = stylesOf(frame.series, lines)
  return frame.series.map((series, at) => ({
    id: idOfGroup(series),
    label: nameOfGroup(series, frame, name),
    values: series.values,
    ...(styles[at] ?? { colour: '--t1' }),
  }))
}

/** In a stack a group that has nothing where others have something adds nothing; where nobody has anything there is a gap. */
function filledForStack(series: readonly ChartSeries[]): ChartSeries[] {
  const isKnown = (at: number): boolean => series.some(({ values }) => values[at] != null)
  return series.map((one) => ({ ...one, values: one.values.map((value, at) => value ?? (isKnown(at) ? 0 : null)) }))
}

const STATUS: Readonly<Record<string, string>> = { success: '--g1', error: '--crit-s', timeout: '--warn-s' }
const IDENTITIES = ['--c1', '--c2', '--c3', '--c4', '--c6', '--c7', '--c8', '--c5']

/**
 * One entity, one colour, wherever it is drawn. Where two groups of a view would look the same (two models of one provider), the later
 * ones by name get another line, and when the lines are used up a colour that is still free.
 */
function stylesOf(series: readonly FrameSeries[], lines: readonly Line[]): Style[] {
  if (series.length === 1 && Object.keys(series[0]?.labels ?? {}).length === 0) return [{ colour: '--t1' }]
  const styles = new Map<FrameSeries, Style>()
  const taken = new Set<string>()
  const byName = [...series].sort((left, right) => (idOfGroup(left) < idOfGroup(right) ? -1 : 1))
  for (const group of byName) {
    const colour = group.other ? '--g2' : colourOf(group.labels)
    styles.set(group, freeStyle(colour, lines, taken))
  }
  return series.map((group) => styles.get(group) ?? { colour: '--t1' })
}

function freeStyle(colour: string, lines: readonly Line[], taken: Set<string>): Style {
  for (const wanted of [colour, ...IDENTITIES]) {
    for (const line of lines) {
      const key = `${wanted} ${line ?? ''}`
      if (taken.has(key)) continue
      taken.add(key)
      return line === undefined ? { colour: wanted } : { colour: wanted, line }
    }
  }
  return { colour }
}

function colourOf(labels: Readonly<Record<string, string>>): string {
  const { provider, model, status } = labels
  if (provider !== undefined && provider !== '') return providerColour(provider)
  const ofModel = model === undefined ? undefined : providerOfModel(model)
  if (ofModel !== undefined) return providerColour(ofModel)
  if (status !== undefined && STATUS[status] !== undefined) return STATUS[status]
  return colourOfName(Object.values(labels).join(' '))
}

/** From the name alone, so that it is the same in every view. */
function colourOfName(name: string): string {
  let hash = 0
  for (const character of name) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0
  return IDENTITIES[hash % IDENTITIES.length] ?? '--c5'
}
