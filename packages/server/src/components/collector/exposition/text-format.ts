/** The Prometheus text format 0.0.4: forgiving about space and order, strict about what it cannot understand. */
import { ExpositionError, type Family, type FamilyType, type Sample, SUFFIXES } from './exposition.ts'
import { LineError, LineReader, unescapeHelp } from './line-reader.ts'

const TYPES: Readonly<Record<string, FamilyType>> = {
  counter: 'counter',
  gauge: 'gauge',
  histogram: 'histogram',
  summary: 'summary',
  untyped: 'unknown',
}

export function parseTextFormat(text: string): Family[] {
  if (text !== '' && !text.endsWith('\n')) throw new ExpositionError(text.split('\n').length, 'the last line must end with a line feed')
  const families = new Map<string, Family>()
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '') continue
    try {
      if (line.startsWith('#')) readComment(line, families)
      else addSample(families, new LineReader(line, false).sample())
    } catch (error) {
      if (error instanceof LineError) throw new ExpositionError(index + 1, error.message)
      throw error
    }
  }
  return [...families.values()]
}

function readComment(line: string, families: Map<string, Family>): void {
  const [, keyword, name, rest = ''] = /^#[ \t]+(HELP|TYPE)[ \t]+(\S+)(?:[ \t]+(.*))?$/.exec(line) ?? []
  if (keyword === undefined || name === undefined) return
  const family = familyOf(families, name.replace(/^"(.*)"$/, '$1'))
  if (keyword === 'HELP') {
    family.help = unescapeHelp(rest)
    return
  }
  if (family.samples.length > 0) throw new LineError('TYPE must stand before the samples')
  const type = TYPES[rest.trim()]
  if (type === undefined) throw new LineError('there is no such TYPE')
  family.type = type
}

function familyOf(families: Map<string, Family>, name: string): Family {
  let family = families.get(name)
  if (!family) families.set(name, (family = { name, type: 'unknown', help: '', unit: '', samples: [] }))
  return family
}

/** A sample belongs to the histogram or summary it is a part of; here a counter has the name it says. */
function addSample(families: Map<string, Family>, sample: Sample): void {
  const whole = families.get(sample.name)
  if (whole && whole.type !== 'histogram') {
    whole.samples.push(sample)
    return
  }
  for (const suffix of ['_bucket', '_count', '_sum']) {
    if (!sample.name.endsWith(suffix)) continue
    const family = families.get(sample.name.slice(0, -suffix.length))
    if (family && (family.type === 'histogram' || family.type === 'summary') && SUFFIXES[family.type].includes(suffix)) {
      family.samples.push(sample)
      return
    }
  }
  familyOf(families, sample.name).samples.push(sample)
}
