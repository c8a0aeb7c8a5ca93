/** The rules. Each takes facts and limits and answers complaints: sentences that name the file and what to do. */
import { posix } from 'node:path'
import { covers, roomOf } from './tables.mjs'

/** Paths leave out `src/`, so it is put back before a relative path is followed, which may lead out of it. */
function follow(path, specifier) {
  const found = posix.join(posix.dirname(path.replace('/', '/src/')), specifier.replace(/\?.*$/, ''))
  return found.replace(/^([^/]+)\/src\//, '$1/')
}

/** Where an import leads: `{path}` into our own code, or `{library}`. */
export function target(path, specifier, doors) {
  if (specifier.startsWith('.')) return { path: follow(path, specifier) }
  if (specifier.startsWith('@relayscope/')) return doors.has(specifier) ? { path: doors.get(specifier) } : { closed: specifier }
  if (specifier.startsWith('node:')) return { library: specifier }
  return {
    library: specifier
      .split('/')
      .slice(0, specifier.startsWith('@') ? 2 : 1)
      .join('/'),
  }
}

const packageOf = (path) => path.split('/')[0]

function importComplaint(source, specifier, rows, doors) {
  const to = target(source.path, specifier, doors)
  if (to.closed) return `${source.path} imports ${specifier}, which that package does not export`
  if (to.library) return undefined
  if (specifier.startsWith('.') && packageOf(to.path) !== packageOf(source.path))
    return `${source.path} reaches into another package by a relative path: ${specifier}`
  if (source.test) return undefined
  const room = roomOf(rows, source.path)
  if (room === undefined) return `${source.path} lives in no room of the may-import table`
  if (roomOf(rows, to.path) === room) return undefined
  const allowed = rows.filter((row) => row.from.some((pattern) => covers(pattern, source.path))).flatMap((row) => row.to)
  return allowed.some((pattern) => covers(pattern, to.path)) ? undefined : `${source.path} may not import ${to.path}`
}

/** Default deny. Type-only imports count; a test may import anything but another package's inside. */
export const checkImports = (sources, rows, doors) =>
  sources.flatMap((source) => source.imports.map((specifier) => importComplaint(source, specifier, rows, doors))).filter(Boolean)

/** A library that no row names may be used nowhere. Tests use what they need. */
export function checkLibraries(sources, rows, doors) {
  const complaints = []
  for (const source of sources.filter((each) => !each.test)) {
    for (const specifier of source.imports) {
      const { library } = target(source.path, specifier, doors)
      if (library === undefined) continue
      const places = rows.filter((row) => row.names.some((name) => covers(name, library))).flatMap((row) => row.places)
      if (!places.some((place) => covers(place, source.path))) complaints.push(`${source.path} may not import the library ${library}`)
    }
  }
  return complaints
}

export const checkWords = (sources, rows) =>
  sources
    .filter((source) => !source.test)
    .flatMap((source) =>
      rows
        .filter(
          ({ names, places }) => names.some((name) => source.words.includes(name)) && !places.some((place) => covers(place, source.path)),
        )
        .map(({ names }) => `${source.path} may not use ${names.join(', ')}`),
    )

/** Tarjan's strongly connected components over files: every group of more than one file is a circle. */
export function checkCircles(sources, doors) {
  const known = new Map(sources.map((source) => [source.path, source]))
  const order = new Map()
  const low = new Map()
  const stack = []
  const circles = []
  const visit = (path) => {
    order.set(path, order.size)
    low.set(path, order.get(path))
    stack.push(path)
    for (const specifier of known.get(path).imports) {
      const next = target(path, specifier, doors).path
      if (!known.has(next)) continue
      if (!order.has(next)) low.set(path, Math.min(low.get(path), visit(next)))
      else if (stack.includes(next)) low.set(path, Math.min(low.get(path), order.get(next)))
    }
    if (low.get(path) === order.get(path)) {
      const group = stack.splice(stack.indexOf(path))
      if (group.length > 1) circles.push(group.sort())
    }
    return low.get(path)
  }
  for (const path of known.keys()) if (!order.has(path)) visit(path)
  return circles.map((group) => `import circle: ${group.join(', ')}`)
}

/** The value below which nine tenths of the values lie. */
export const p90 = (values) => values.toSorted((left, right) => left - right)[Math.ceil(values.length * 0.9) - 1] ?? 0

export function measure(sources) {
  const own = sources.filter((source) => !source.test)
  const functions = own.flatMap((source) => source.functions.map((each) => ({ ...each, path: source.path })))
  const sum = (key) => own.reduce((total, source) => total + source[key], 0)
  return {
    files: sources,
    functions,
    fileP90: p90(own.map((source) => source.lines)),
    functionP90: p90(functions.map((each) => each.lines)),
    any: sum('anys'),
    suppressions: sum('suppressions'),
  }
}

/** Lengths may not pass their limit. What only may fall must be written down as it falls, so that it cannot rise again. */
export function checkBudgets(sources, limits) {
  const { files, functions, fileP90, functionP90, any, suppressions } = measure(sources)
  const over = (value, name, what) => (value > limits.get(name) ? [`${what}: ${value}, at most ${limits.get(name)} (${name})`] : [])
  const ratchet = (value, name) => {
    if (value > limits.get(name)) return [`${name}: ${value}, and it may only fall from ${limits.get(name)}`]
    return value < limits.get(name) ? [`${name} has fallen to ${value}: write that into the budgets table of ARCHITECTURE.md`] : []
  }
  return [
    ...files.flatMap((source) => over(source.lines, 'file longest', `${source.path} lines`)),
    ...functions.flatMap((each) => over(each.lines, 'function longest', `${each.path}:${each.at} ${each.name} lines`)),
    ...over(fileP90, 'file p90', 'nine in ten files have at most this many lines'),
    ...over(functionP90, 'function p90', 'nine in ten functions have at most this many lines'),
    ...ratchet(any, 'any'),
    ...ratchet(suppressions, 'suppressions'),
  ]
}

const KEBAB = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/
export const checkNames = (names) =>
  names
    .filter(
      (name) =>
        !name.split('/').every((part, at, parts) => (at < parts.length - 1 ? /^[a-z0-9]+(-[a-z0-9]+)*$/.test(part) : KEBAB.test(part))),
    )
    .map((name) => `${name} is not spelled in kebab-case`)

/** Relative imports name the file as it is on disk; the compiler rewrites the ending. */
export const checkEndings = (sources) =>
  sources.flatMap((source) =>
    source.imports
      .filter((specifier) => specifier.startsWith('.') && !/\.(tsx?|css|json|svg|woff2)(\?\w+)?$/.test(specifier))
      .map((specifier) => `${source.path} imports ${specifier} without its file ending`),
  )
