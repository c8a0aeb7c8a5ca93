/** Comma-separated values as RFC 4180 has them; semicolons and tabs are taken too. */

export interface CsvLimits {
  maxRows: number
  maxColumns?: number
}

/** Rows as records under the names of the first line; names are trimmed. Throws a RangeError past the limits. */
export function readCsv(text: string, { maxRows, maxColumns = 200 }: CsvLimits): { names: string[]; records: Record<string, string>[] } {
  const body = text.replace(/^\ufeff/, '')
  const [head = [], ...rows] = cells(body, separatorOf(body), maxRows + 1, maxColumns)
  const names = head.map((name) => name.trim())
  const records = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, (row[at] ?? '').trim()])))
  return { names, records }
}

function separatorOf(text: string): string {
  const [first = ''] = text.split(/\r?\n/, 1)
  const count = (separator: string) => first.split(separator).length
  return [',', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

function cells(text: string, separator: string, maxRows: number, maxColumns: number): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  while (at < text.length) {
    const [cell, end] = text[at] === '"' ? quoted(text, at) : plain(text, at, separator)
    row.push(cell)
    if (row.length > maxColumns) throw new RangeError(`a line has more than ${maxColumns} columns`)
    if (text[end] === separator && end + 1 < text.length) {
      at = end + 1
      continue
    }
    if (text[end] === separator) row.push('')
    if (row.some((each) => each !== '')) rows.push(row)
    if (rows.length > maxRows) throw new RangeError(`there are more than ${maxRows - 1} lines`)
    row = []
    at = end + (text[end] === '\r' && text[end + 1] === '\n' ? 2 : 1)
  }
  return rows
}

function plain(text: string, from: number, separator: string): [cell: string, end: number] {
  let end = from
  while (end < text.length && text[end] !== separator && text[end] !== '\n' && text[end] !== '\r') end++
  return [text.slice(from, end), end]
}

/** A quote inside is written twice. What follows the closing quote until the separator is dropped. */
function quoted(text: string, from: number): [cell: string, end: number] {
  const parts: string[] = []
  let start = from + 1
  for (;;) {
    const close = text.indexOf('"', start)
    if (close < 0) return [parts.join('') + text.slice(start), text.length]
    parts.push(text.slice(start, close))
    if (text[close + 1] !== '"') return [parts.join(''), close + 1]
    parts.push('"')
    start = close + 2
  }
}

/** One line with its end. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
export function csvLine(values: readonly (string | number | boolean | null | undefined)[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) && !/^[-+]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
