/** OpenMetrics 1.0, whole or not at all: https://prometheus.io/docs/specs/om/open_metrics_spec/ */
import { ExpositionError, type Family, type FamilyType, type Sample, SUFFIXES } from './exposition.ts'
import { checkBuckets } from './bucket-rules.ts'
import { LineError, LineReader, unescapeHelp } from './line-reader.ts'

const TYPES: ReadonlySet<string> = new Set(Object.keys(SUFFIXES))
const END = '# EOF'

export function parseOpenMetrics(text: string): Family[] {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  const document = new Document()
  for (const [index, line] of lines.entries()) {
    try {
      if (document.ended) throw new LineError('there is more behind # EOF')
      document.read(line)
    } catch (error) {
      if (error instanceof LineError) throw new ExpositionError(index + 1, error.message)
      throw error
    }
  }
  if (!document.ended) throw new ExpositionError(lines.length, 'the last line must be # EOF')
  return document.families
}

interface Open {
  family: Family
  said: Set<string>
  allowed: ReadonlySet<string>
  groups: Groups
}

class Document {
  readonly families: Family[] = []
  ended = false
  private readonly names = new Set<string>()
  private open: Open | undefined

  read(line: string): void {
    if (line.includes('\r')) throw new LineError('a carriage return is not allowed')
    if (line === END) {
      this.finish()
      this.ended = true
    } else if (line.startsWith('#')) this.metadata(line)
    else this.sample(line)
  }

  private metadata(line: string): void {
    const [, keyword, quoted, plain, rest] =
      /^# (HELP|TYPE|UNIT) (?:"((?:[^"\\]|\\.)+)"|([a-zA-Z_:][a-zA-Z0-9_:]*)) (.*)$/s.exec(line) ?? []
    const name = quoted ?? plain
    if (keyword === undefined || name === undefined || rest === undefined) throw new LineError('is neither HELP, TYPE, UNIT nor # EOF')
    if (this.open?.family.name !== name) {
      this.finish()
      this.begin(name, 'unknown')
    }
    const { family, said } = this.open as Open
    if (family.samples.length > 0) throw new LineError('what describes a metric must stand before its samples')
    if (said.has(keyword)) throw new LineError(`${keyword} stands twice`)
    said.add(keyword)
    if (keyword === 'HELP') family.help = unescapeHelp(rest)
    else if (keyword === 'UNIT') family.unit = unitOf(rest)
    else this.type(rest)
  }

  private type(type: string): void {
    if (!TYPES.has(type)) throw new LineError('there is no such TYPE')
    const open = this.open as Open
    open.family.type = type as FamilyType
    open.allowed = namesOf(open.family)
  }

  private sample(line: string): void {
    const sample = new LineReader(line, true).sample()
    if (!this.open?.allowed.has(sample.name)) {
      this.finish()
      this.begin(sample.name, 'unknown')
    }
    const { family, groups } = this.open as Open
    checkSample(family, sample)
    if (groups.take(family, sample)) family.samples.push(sample)
  }

  private begin(name: string, type: FamilyType): void {
    const family: Family = { name, type, help: '', unit: '', samples: [] }
    this.open = { family, said: new Set(), allowed: namesOf(family), groups: new Groups() }
  }

  private finish(): void {
    if (!this.open) return
    const { family } = this.open
    for (const name of new Set([family.name, ...namesOf(family)])) {
      if (this.names.has(name)) throw new LineError('a metric of this name stands in another place')
      this.names.add(name)
    }
    if (family.unit !== '') {
      if (!family.name.endsWith(`_${family.unit}`)) throw new LineError('the unit must be the end of the name')
      if (family.type === 'info' || family.type === 'stateset') throw new LineError(`a metric of type ${family.type} has no unit`)
    }
    if (family.type === 'histogram' || family.type === 'gaugehistogram') checkBuckets(family)
    this.families.push(family)
    this.open = undefined
  }
}

function unitOf(text: string): string {
  if (!/^[a-zA-Z0-9_:]*$/.test(text)) throw new LineError('the unit cannot be the end of a name')
  return text
}

function namesOf({ name, type }: Family): ReadonlySet<string> {
  return new Set(SUFFIXES[type].map((suffix) => `${name}${suffix}`))
}

/** The samples of one metric stand together, and their timestamps do not go back. */
class Groups {
  private readonly seen = new Set<string>()
  private current: string | undefined
  private timestampMs: number | undefined
  private series = new Set<string>()

  /** False for a sample that stands there already with the same timestamp. */
  take(family: Family, sample: Sample): boolean {
    const group = groupOf(family, sample)
    if (this.current !== undefined && group !== this.current && this.seen.has(group))
      throw new LineError('samples of one metric must stand together')
    if (group === this.current) this.checkTime(family, sample)
    else this.series = new Set()
    const series = `${sample.name}\u0000${labelsKey(sample.labels)}`
    const isNew = sample.timestampMs !== this.timestampMs || !this.series.has(series)
    if (sample.timestampMs !== this.timestampMs) this.series = new Set()
    this.series.add(series)
    this.current = group
    this.timestampMs = sample.timestampMs
    this.seen.add(group)
    return isNew
  }

  private checkTime({ type }: Family, { timestampMs }: Sample): void {
    if ((timestampMs === undefined) !== (this.timestampMs === undefined))
      throw new LineError('a metric has a timestamp for all of its samples or for none')
    if (timestampMs !== undefined && this.timestampMs !== undefined && timestampMs < this.timestampMs && type !== 'info')
      throw new LineError('the timestamps of a metric go back')
  }
}

function groupOf({ name, type }: Family, sample: Sample): string {
  if (type === 'info') return ''
  const part =
    type === 'stateset'
      ? name
      : type === 'summary' && sample.name === name
        ? 'quantile'
        : sample.name.endsWith('_bucket')
          ? 'le'
          : undefined
  const isBucketed = type === 'histogram' || type === 'gaugehistogram'
  const dropped = part === 'le' && !isBucketed ? undefined : part
  return labelsKey(sample.labels.filter(([label]) => label !== dropped))
}

export function labelsKey(labels: Sample['labels']): string {
  return JSON.stringify([...labels].sort(([left], [right]) => (left < right ? -1 : 1)))
}

const COUNT_LIKE = new Set(['_total', '_sum', '_count', '_bucket', '_gcount'])

function checkSample({ name, type }: Family, sample: Sample): void {
  const suffix = sample.name.slice(name.length)
  const label = (wanted: string): string | undefined => sample.labels.find(([each]) => each === wanted)?.[1]
  if ((COUNT_LIKE.has(suffix) || suffix === '_gsum') && type !== 'unknown' && type !== 'gauge') {
    if (Number.isNaN(sample.value)) throw new LineError('a count cannot be NaN')
    if (sample.value < 0 && suffix !== '_gsum') throw new LineError('a count cannot be negative')
  }
  if (type === 'stateset') {
    if (label(name) === undefined) throw new LineError('a state is named by a label called as the metric')
    if (sample.value !== 0 && sample.value !== 1) throw new LineError('a state is 0 or 1')
  }
  if (type === 'info' && sample.value !== 1) throw new LineError('an info is 1')
  if (type === 'summary' && suffix === '') checkQuantile(label('quantile'), sample.value)
  if (suffix === '_bucket' && (type === 'histogram' || type === 'gaugehistogram')) numberLabel(label('le'), 'le')
  if (sample.exemplar) {
    const mayHave =
      (suffix === '_bucket' && (type === 'histogram' || type === 'gaugehistogram')) || (suffix === '_total' && type === 'counter')
    if (!mayHave) throw new LineError('only buckets and counters have exemplars')
  }
}

function checkQuantile(text: string | undefined, value: number): void {
  const quantile = numberLabel(text, 'quantile')
  if (!(quantile >= 0 && quantile <= 1)) throw new LineError('a quantile lies between 0 and 1')
  if (value < 0) throw new LineError('the value of a quantile cannot be negative')
}

export function numberLabel(text: string | undefined, name: string): number {
  if (text === undefined) throw new LineError(`the label ${name} is missing`)
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  if (text === '-Inf') return Number.NEGATIVE_INFINITY
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) throw new LineError(`the label ${name} is not a number`)
  return Number(text)
}
