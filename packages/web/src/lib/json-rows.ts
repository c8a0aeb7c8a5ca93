/** A JSON value as rows of a tree: only what is open, so that a large document costs what is seen of it. */

export interface JsonRow {
  /** How a program reaches it: `$.tags["http.route"]`. */
  readonly path: string
  /** Undefined at the top, and for the entries of a list. */
  readonly key?: string
  readonly index?: number
  readonly value: unknown
  readonly depth: number
  /** Entries of an object or a list; undefined for everything else. */
  readonly size?: number
  /** Not all of it: a list of this many entries goes on. */
  readonly hidden?: number
}

/** More entries of one list or object than this are not listed. */
const MOST_ENTRIES = 2000
const MOST_ROWS = 50_000
export const ROOT_PATH = '$'

export function sizeOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.length
  return typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
}

export function jsonRows(value: unknown, isOpen: (path: string, depth: number) => boolean): JsonRow[] {
  const rows: JsonRow[] = []
  const waiting: JsonRow[] = [{ path: ROOT_PATH, value, depth: 0, size: sizeOf(value) }]
  for (let row = waiting.pop(); row && rows.length < MOST_ROWS; row = waiting.pop()) {
    rows.push(row)
    if (row.size && row.hidden === undefined && isOpen(row.path, row.depth)) waiting.push(...childRows(row).reverse())
  }
  return rows
}

function childRows({ path, value, depth }: JsonRow): JsonRow[] {
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? value.slice(0, MOST_ENTRIES).map((entry, index) => [index, entry] as const)
    : Object.entries(value as object).slice(0, MOST_ENTRIES)
  const rows = entries.map<JsonRow>(([name, entry]) => ({
    path: path + stepOf(name),
    ...(typeof name === 'number' ? { index: name } : { key: name }),
    value: entry,
    depth: depth + 1,
    size: sizeOf(entry),
  }))
  const hidden = (sizeOf(value) ?? 0) - entries.length
  if (hidden > 0) rows.push({ path: `${path} …`, value: undefined, depth: depth + 1, hidden })
  return rows
}

function stepOf(name: string | number): string {
  if (typeof name === 'number') return `[${name}]`
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`
}

/** Paths of the keys and values that hold the text, in the order of the document, with the paths that lead to them. */
export function findInJson(value: unknown, text: string): { matches: string[]; open: Set<string> } {
  const wanted = text.toLowerCase()
  const matches: string[] = []
  const open = new Set<string>()
  if (wanted === '') return { matches, open }
  const parents: string[] = []
  for (const row of jsonRows(value, () => true)) {
    parents.length = row.depth
    parents[row.depth] = row.path
    if (!holds(row, wanted)) continue
    matches.push(row.path)
    for (const path of parents.slice(0, row.depth)) open.add(path)
  }
  return { matches, open }
}

function holds({ key, value, size }: JsonRow, wanted: string): boolean {
  if (key?.toLowerCase().includes(wanted)) return true
  return size === undefined && value !== undefined && String(value).toLowerCase().includes(wanted)
}
