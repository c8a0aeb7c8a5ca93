/**
 * Reads the rules out of ARCHITECTURE.md, so that the text and the rule cannot part. A table belongs to the check when a
 * line `<!-- house: name -->` stands before it. Paths and names stand in backticks; what is not in backticks is for people.
 */

export class TableError extends Error {}

const cellsOf = (line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim())
const quoted = (cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1])

/** Rows of one marked table as cells of text. */
export function tableRows(markdown, name) {
  const lines = markdown.split('\n')
  const mark = lines.findIndex((line) => line.trim() === `<!-- house: ${name} -->`)
  if (mark < 0) throw new TableError(`ARCHITECTURE.md has no table marked "house: ${name}"`)
  const table = lines.slice(mark + 1)
  const end = table.findIndex((line) => !line.startsWith('|'))
  const rows = table.slice(2, end < 0 ? undefined : end).map(cellsOf) // after the head and the line below it
  if (rows.length === 0) throw new TableError(`the table "house: ${name}" in ARCHITECTURE.md is empty`)
  return rows
}

/** @returns {{from: string[], to: string[]}[]} for each row: the places it is about and the places they may import. */
export const mayImport = (markdown) => tableRows(markdown, 'may-import').map(([from, to]) => ({ from: quoted(from), to: quoted(to) }))

/** @returns {{names: string[], places: string[]}[]} for libraries and for words: where they may appear. */
export const onlyIn = (markdown, table) =>
  tableRows(markdown, table).map(([names, places]) => ({ names: quoted(names), places: quoted(places) }))

/** @returns {Map<string, number>} limits by name. */
export const budgets = (markdown) => new Map(tableRows(markdown, 'budgets').map(([name, limit]) => [quoted(name)[0], Number(limit)]))

/**
 * Does the pattern cover the path? `*` stands for anything within one name, `**` for any depth. A pattern that names a
 * file covers that file; one that names a folder covers all in it.
 */
export function covers(pattern, path) {
  const source = pattern
    .split('/')
    .map((part) => (part === '**' ? '.*' : part.replace(/[.+^${}()[\]\\]/g, '\\$&').replaceAll('*', '[^/]*')))
    .join('/')
  return new RegExp(`^${source}${/\.\w+$/.test(pattern) ? '' : '(/.*)?'}$`).test(path)
}

/** The room a path lives in: the deepest folder some row is about, with the stars filled in. `undefined`: nobody listed it. */
export function roomOf(rows, path) {
  const depths = rows
    .flatMap((row) => row.from)
    .filter((pattern) => !/\.\w+$/.test(pattern) && covers(pattern, path))
    .map((pattern) => pattern.split('/').length)
  if (depths.length > 0)
    return path
      .split('/')
      .slice(0, Math.max(...depths))
      .join('/')
  return rows.some((row) => row.from.some((pattern) => covers(pattern, path))) ? path : undefined
}
