/** Reads the source files and says of each what the check needs to know: imports, functions, `any`, words. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { Visitor, parseSync } from 'oxc-parser'

export const isTest = (path) => /\.test\.(ts|tsx|mjs)$/.test(path)

function* walk(folder, prefix) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.name.startsWith('dist')) continue
    const path = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* walk(join(folder, entry.name), `${path}/`)
    else yield path
  }
}

const lineCount = (text) => (text.endsWith('\n') ? text.split('\n').length - 1 : text.split('\n').length)

/** @returns {{imports: string[], functions: {name: string, lines: number, at: number}[], anys: number, words: string[]}} */
function facts(program, module, text) {
  const imports = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) => found.entries.flatMap((entry) => entry.moduleRequest?.value ?? [])),
  ]
  const functions = []
  const words = []
  let anys = 0
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  const lineAt = (offset) => starts.findLastIndex((start) => start <= offset) + 1
  const measure = (node) => {
    if (node.body?.type !== 'BlockStatement') return
    functions.push({ name: node.id?.name ?? '(unnamed)', at: lineAt(node.start), lines: lineAt(node.end) - lineAt(node.start) + 1 })
  }
  new Visitor({
    FunctionDeclaration: measure,
    FunctionExpression: measure,
    ArrowFunctionExpression: measure,
    TSAnyKeyword: () => void anys++,
    TSImportType: (node) => void imports.push(node.source.value),
    ImportExpression: (node) => void (node.source.type === 'Literal' && imports.push(node.source.value)),
    MemberExpression: (node) => {
      const { object, property } = node
      if (object.type === 'Identifier' && object.name === 'console') words.push('console')
      if (object.type === 'Identifier' && object.name === 'process' && (property.name ?? property.value) === 'env')
        words.push('process.env')
    },
  }).visit(program)
  return { imports: [...new Set(imports)], functions, anys, words: [...new Set(words)] }
}

/** One source as the check sees it. `path` is seen from `packages/`, without `src/`: `server/kit/log.ts`. */
export function readSource(path, text) {
  const { program, module, errors, comments } = parseSync(path, text)
  if (errors.length > 0) throw new Error(`${path} cannot be parsed: ${errors[0].message}`)
  const suppressions = comments.filter((comment) =>
    /oxlint-disable|eslint-disable|@ts-(expect-error|ignore|nocheck)/.test(comment.value),
  ).length
  return { path, test: isTest(path), lines: lineCount(text), suppressions, ...facts(program, module, text) }
}

/** All TypeScript of the packages. @returns {{sources: object[], names: string[]}} `names`: every file, for the spelling. */
export function readHouse(root) {
  const sources = []
  const names = []
  for (const place of readdirSync(join(root, 'packages'))) {
    let files = []
    try {
      files = [...walk(join(root, 'packages', place, 'src'), '')]
    } catch (error) {
      if (error.code !== 'ENOENT') throw error
    }
    for (const file of files) {
      names.push(`${place}/${file}`)
      if (/\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
        sources.push(readSource(`${place}/${file}`, readFileSync(join(root, 'packages', place, 'src', file), 'utf8')))
    }
  }
  return { sources, names }
}

/** What `@relayscope/<package>` and its sub-paths stand for. @returns {Map<string, string>} specifier -> path */
export function readDoors(root) {
  const doors = new Map()
  for (const place of readdirSync(join(root, 'packages'))) {
    if (!existsSync(join(root, 'packages', place, 'package.json'))) continue // what a package that went away left behind
    const manifest = JSON.parse(readFileSync(join(root, 'packages', place, 'package.json'), 'utf8'))
    for (const [door, target] of Object.entries(manifest.exports ?? {})) {
      const source = typeof target === 'string' ? target : target['relayscope-source']
      if (source) doors.set(manifest.name + door.slice(1), `${place}/${source.replace(/^\.\/(src\/)?/, '')}`)
    }
  }
  return doors
}
