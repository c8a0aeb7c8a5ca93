/** Reads one line of a sample: name, labels, value, timestamp and exemplar. The strict form is OpenMetrics', the other text 0.0.4's. */
import type { Labels, Sample, SampleExemplar } from './exposition.ts'

const METRIC_NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y
const LABEL_NAME = /[a-zA-Z_][a-zA-Z0-9_]*/y
const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i
const SPECIAL = /^(nan|[+-]?inf(inity)?)$/i
const MAX_EXEMPLAR_CHARACTERS = 128

/** What is wrong, without the number of the line. */
export class LineError extends Error {}

export class LineReader {
  private readonly line: string
  private readonly strict: boolean
  private at = 0

  constructor(line: string, strict: boolean) {
    this.line = line
    this.strict = strict
  }

  sample(): Sample {
    const quoted = this.line[this.at] === '{'
    let name = quoted ? '' : this.take(METRIC_NAME, 'a name must begin the line')
    let labels: Labels = []
    if (!this.strict) this.skipSpace()
    if (this.line[this.at] === '{') {
      const read = this.labels(quoted)
      labels = read.labels
      if (quoted) name = read.name
    }
    if (name === '') throw new LineError('the name is missing')
    this.space()
    const value = this.number('value')
    const timestampMs = this.timestamp()
    const exemplar = this.strict ? this.exemplar() : undefined
    if (!this.strict) this.skipSpace()
    if (this.at < this.line.length) throw new LineError('there is more behind the sample')
    return { name, labels, value, timestampMs, exemplar }
  }

  private labels(nameInside: boolean): { name: string; labels: Labels } {
    const found: [string, string][] = []
    const seen = new Set<string>()
    let name = ''
    this.at++
    if (!this.strict) this.skipSpace()
    if (this.line[this.at] === '}' && !nameInside) {
      this.at++
      return { name, labels: found }
    }
    for (;;) {
      const isQuoted = this.line[this.at] === '"'
      const label = isQuoted ? this.quoted() : this.take(LABEL_NAME, 'a label must have a name')
      if (!this.strict) this.skipSpace()
      if (isQuoted && nameInside && name === '' && this.line[this.at] !== '=') name = label
      else {
        if (seen.has(label)) throw new LineError('a label stands twice')
        seen.add(label)
        found.push([label, this.labelValue()])
      }
      if (!this.strict) this.skipSpace()
      const next = this.line[this.at++]
      if (next === '}') return { name, labels: found }
      if (next !== ',') throw new LineError('a comma or } is missing behind a label')
      if (!this.strict) this.skipSpace()
      // Only the older format allows a comma behind the last.
      if (!this.strict && this.line[this.at] === '}') {
        this.at++
        return { name, labels: found }
      }
    }
  }

  private labelValue(): string {
    if (this.line[this.at] !== '=') throw new LineError('= is missing behind the name of a label')
    this.at++
    if (!this.strict) this.skipSpace()
    return this.quoted()
  }

  private quoted(): string {
    const { line } = this
    if (line[this.at] !== '"') throw new LineError('the value of a label must stand in quotes')
    let text = ''
    for (let at = this.at + 1; at < line.length; at++) {
      const character = line[at]
      if (character === '"') {
        this.at = at + 1
        return text
      }
      if (character === '\\') {
        const next = line[++at]
        if (next === undefined) break
        text += next === 'n' ? '\n' : next === '\\' || next === '"' ? next : `\\${next}`
      } else text += character
    }
    throw new LineError('a quote is not closed')
  }

  private number(what: string): number {
    const text = this.word()
    if (DECIMAL.test(text)) return Number(text)
    if (!SPECIAL.test(text)) throw new LineError(`the ${what} is not a number`)
    const lower = text.toLowerCase()
    return lower === 'nan' ? Number.NaN : lower.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  }

  /** OpenMetrics counts seconds, with fractions; the older format milliseconds. */
  private timestamp(): number | undefined {
    if (this.at >= this.line.length) return undefined
    if (!this.strict) {
      this.skipSpace()
      if (this.at >= this.line.length) return undefined
      const text = this.word()
      if (!/^-?\d+$/.test(text)) throw new LineError('the timestamp is not a number of milliseconds')
      return Number(text)
    }
    if (this.line.startsWith(' # ', this.at)) return undefined
    this.space()
    const text = this.word()
    if (!DECIMAL.test(text)) throw new LineError('the timestamp is not a number of seconds')
    return Number(text) * 1000
  }

  private exemplar(): SampleExemplar | undefined {
    if (this.at >= this.line.length) return undefined
    if (!this.line.startsWith(' # {', this.at)) throw new LineError('an exemplar must begin with # {')
    this.at += 3
    const { labels } = this.labels(false)
    let characters = 0
    for (const [name, value] of labels) characters += [...name].length + [...value].length
    if (characters > MAX_EXEMPLAR_CHARACTERS)
      throw new LineError(`the labels of an exemplar may have ${MAX_EXEMPLAR_CHARACTERS} characters`)
    this.space()
    const value = this.number('value of the exemplar')
    if (this.at >= this.line.length) return { labels, value, timestampMs: undefined }
    this.space()
    const text = this.word()
    if (!DECIMAL.test(text)) throw new LineError('the timestamp of the exemplar is not a number of seconds')
    return { labels, value, timestampMs: Number(text) * 1000 }
  }

  private take(pattern: RegExp, problem: string): string {
    pattern.lastIndex = this.at
    const match = pattern.exec(this.line)
    if (!match) throw new LineError(problem)
    this.at = pattern.lastIndex
    return match[0]
  }

  /** Up to the next space. */
  private word(): string {
    const { line } = this
    const from = this.at
    while (this.at < line.length && line[this.at] !== ' ' && line[this.at] !== '\t') this.at++
    if (this.at === from) throw new LineError('a value is missing')
    return line.slice(from, this.at)
  }

  /** Exactly one in the strict form. */
  private space(): void {
    if (this.strict) {
      if (this.line[this.at] !== ' ') throw new LineError('a space is missing')
      this.at++
      return
    }
    this.skipSpace()
    if (!/[ \t}]/.test(this.line[this.at - 1] ?? '')) throw new LineError('a space is missing')
  }

  private skipSpace(): void {
    while (this.line[this.at] === ' ' || this.line[this.at] === '\t') this.at++
  }
}

/** \\ and \n, and in OpenMetrics \" too; whatever else follows a backslash stays as it is. */
export function unescapeHelp(text: string): string {
  return text.replace(/\\(\\|n|")/g, (_, next: string) => (next === 'n' ? '\n' : next))
}
