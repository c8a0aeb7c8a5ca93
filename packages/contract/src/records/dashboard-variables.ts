/** The values of a dashboard's variables put in place of their names, in what a widget asks and in what it is called. */
import type { DashboardVariable } from './dashboard.ts'

/** What was chosen, by the variable's name. Nothing chosen, or no entry, means all. */
export type VariableValues = Readonly<Record<string, readonly string[]>>

const REFERENCE = /\$(?:\{([A-Za-z]\w{0,31})\}|([A-Za-z]\w{0,31}))/g
const WHOLE = /^\$(?:\{([A-Za-z]\w{0,31})\}|([A-Za-z]\w{0,31}))$/
/** A field of the search language and a variable as its value: `-provider:$provider`. */
const TERM = /(^|\s)(-?[\w.]+:)\$(?:\{([A-Za-z]\w{0,31})\}|([A-Za-z]\w{0,31}))(?=\s|$)/g
/** Deeper parameters are left as they are. */
const MOST_DEPTH = 8

/** What was chosen of what there is to choose, else the defaults. */
export function chosenValues(variables: readonly DashboardVariable[], given: VariableValues): VariableValues {
  return Object.fromEntries(
    variables.map(({ name, many, default: usual }) => {
      const values = Object.hasOwn(given, name) ? (given[name] ?? []) : usual
      return [name, many ? values : values.slice(0, 1)]
    }),
  )
}

/**
 * `$name` alone stands for one value, or for a list of several; where all is meant, the parameter that it is goes. Within a
 * longer text it stands for the first value. In a search (`q`) it is quoted, and its term goes where all is meant.
 */
export function fillParameters(parameters: Readonly<Record<string, unknown>>, values: VariableValues): Record<string, unknown> {
  const filled = fillValue(parameters, values, '', 0)
  return typeof filled === 'object' && filled !== null ? (filled as Record<string, unknown>) : {}
}

/** A title with its variables: `Latency of openai`; `all` where nothing was chosen. */
export function fillText(text: string, values: VariableValues): string {
  return text.replace(REFERENCE, (whole, braced?: string, bare?: string) => {
    const chosen = chosenOf(values, braced ?? bare)
    return chosen === undefined ? whole : chosen.join(', ') || 'all'
  })
}

function chosenOf(values: VariableValues, name: string | undefined): readonly string[] | undefined {
  return name !== undefined && Object.hasOwn(values, name) ? values[name] : undefined
}

/** `undefined`: it goes. */
function fillValue(value: unknown, values: VariableValues, key: string, depth: number): unknown {
  if (typeof value === 'string') return key === 'q' ? fillSearch(value, values) : fillString(value, values)
  if (typeof value !== 'object' || value === null || depth >= MOST_DEPTH) return value
  if (Array.isArray(value)) return value.flatMap((item) => fillItem(item, values, depth))
  const filled: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    const found = fillValue(inner, values, name, depth + 1)
    // A key of that name would set the prototype instead.
    if (found !== undefined && name !== '__proto__') filled[name] = found
  }
  return filled
}

/** In a list a variable stands for as many items as were chosen. */
function fillItem(item: unknown, values: VariableValues, depth: number): unknown[] {
  const filled = fillValue(item, values, '', depth + 1)
  if (typeof item !== 'string') return [filled]
  return filled === undefined ? [] : [filled].flat()
}

function fillString(text: string, values: VariableValues): string | readonly string[] | undefined {
  const [, braced, bare] = WHOLE.exec(text) ?? []
  const chosen = chosenOf(values, braced ?? bare)
  if (chosen !== undefined) return chosen.length > 1 ? chosen : chosen[0]
  return text.replace(REFERENCE, (whole, inBraces?: string, alone?: string) => {
    const found = chosenOf(values, inBraces ?? alone)
    return found === undefined ? whole : (found[0] ?? '')
  })
}

function fillSearch(text: string, values: VariableValues): string {
  const filled = text.replace(TERM, (whole, before: string, field: string, braced?: string, bare?: string) => {
    const chosen = chosenOf(values, braced ?? bare)
    if (chosen === undefined) return whole
    const [first, ...others] = chosen.map(quoted)
    if (first === undefined) return before
    return `${before}${field}${others.length === 0 ? first : `(${[first, ...others].join(' OR ')})`}`
  })
  return filled
    .replace(REFERENCE, (whole, braced?: string, bare?: string) => {
      const found = chosenOf(values, braced ?? bare)
      return found === undefined ? whole : found[0] === undefined ? '' : quoted(found[0])
    })
    .trim()
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`
}
