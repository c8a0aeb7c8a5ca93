import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../lib/places.mjs'
import { checkBudgets, checkCircles, checkEndings, checkImports, checkLibraries, checkNames, checkWords, p90 } from './rules.mjs'
import { readDoors, readSource } from './sources.mjs'
import { TableError, budgets, covers, mayImport, onlyIn, roomOf } from './tables.mjs'

const text = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
const rows = mayImport(text)
const doors = readDoors(root)
const imports = (path, ...lines) => checkImports([readSource(path, lines.join('\n'))], rows, doors)
const libraries = (path, ...lines) => checkLibraries([readSource(path, lines.join('\n'))], onlyIn(text, 'libraries'), doors)
const words = (path, ...lines) => checkWords([readSource(path, lines.join('\n'))], onlyIn(text, 'words'))

describe('the tables', () => {
  test('patterns cover names, depths, folders and files', () => {
    expect(covers('server/kit', 'server/kit/deep/log.ts')).toBe(true)
    expect(covers('server/kit', 'server/kitchen/log.ts')).toBe(false)
    expect(covers('server/components/*', 'server/components/traces/store.ts')).toBe(true)
    expect(covers('server/components/*/store.ts', 'server/components/traces/deep/store.ts')).toBe(false)
    expect(covers('server/**/store.ts', 'server/components/traces/store.ts')).toBe(true)
    expect(covers('server/planes/*/connect*.ts', 'server/planes/telemetry/connect-embedded.ts')).toBe(true)
    expect(covers('server/main.ts', 'server/main_ts')).toBe(false)
  })

  test('a room is the folder a row is about, however deep the file', () => {
    expect(roomOf(rows, 'server/components/traces/deep/read.ts')).toBe('server/components/traces')
    expect(roomOf(rows, 'server/main.ts')).toBe('server/main.ts')
    expect(roomOf(rows, 'attic/box.ts')).toBeUndefined()
  })

  test('a document without the table is an error, not a pass', () => {
    expect(() => mayImport('# nothing')).toThrow(TableError)
    expect(() => mayImport('<!-- house: may-import -->\n| from | may | why |\n|---|---|---|\n')).toThrow(TableError)
  })
})

describe('imports', () => {
  test('down and within the room: allowed', () => {
    expect(
      imports(
        'server/components/traces/routes.ts',
        "import { log } from '../../kit/log.ts'",
        "import { trace } from '@relayscope/contract'",
        "import './store.ts'",
      ),
    ).toEqual([])
  })

  test.each([
    ['up', 'server/kit/log.ts', "import { plane } from '../planes/telemetry/plane.ts'"],
    ['sideways', 'server/components/traces/store.ts', "import { price } from '../interactions/price.ts'"],
    ['the other plane', 'server/planes/telemetry/connect.ts', "import '../control/connect.ts'"],
    ['for its type alone', 'server/kit/log.ts', "import type { Plane } from '../planes/telemetry/plane.ts'"],
    ['by re-export', 'server/kit/log.ts', "export * from '../planes/telemetry/plane.ts'"],
    ['in a type expression', 'server/kit/log.ts', "type P = import('../planes/telemetry/plane.ts').Plane"],
    ['dynamically', 'server/kit/log.ts', "const p = await import('../planes/telemetry/plane.ts')"],
    ['the server from the screens', 'web/lib/time.ts', "import { createApp } from '@relayscope/server'"],
    ['a screen from a screen', 'web/screens/traces/list.tsx', "import '../interactions/list.tsx'"],
    ['past a closed door', 'server/kit/log.ts', "import '@relayscope/contract/src/index.ts'"],
    ['across packages by path', 'server/kit/log.ts', "import '../../../contract/src/index.ts'"],
    ['from a room nobody listed', 'server/attic/box.ts', "import '../kit/log.ts'"],
  ])('%s: forbidden', (_, path, line) => {
    expect(imports(path, line)).toHaveLength(1)
  })

  test("a test may import from any floor, but no other package's inside", () => {
    expect(imports('server/kit/log.test.ts', "import '../app/app.ts'")).toEqual([])
    expect(imports('server/kit/log.test.ts', "import '../../test/helper.ts'")).toEqual([])
    expect(imports('web/lib/time.test.ts', "import '../../../server/src/main.ts'")).toHaveLength(1)
  })

  test('what is made for tests is not for the product', () => {
    expect(imports('server/kit/log.ts', "import '../../test/helper.ts'")).toHaveLength(1)
  })
})

describe('libraries and words', () => {
  test('engines and frameworks stay where the table puts them', () => {
    expect(libraries('server/planes/telemetry/connect-embedded.ts', "import { Session } from 'chdb'")).toEqual([])
    expect(libraries('server/components/traces/store.ts', "import { Session } from 'chdb'")).toHaveLength(1)
    expect(libraries('server/components/traces/store.ts', "import type { FastifyRequest } from 'fastify'")).toHaveLength(1)
    expect(libraries('contract/index.ts', "import { Buffer } from 'node:buffer'")).toHaveLength(1)
    expect(libraries('server/kit/log.ts', "import leftPad from 'left-pad'")).toHaveLength(1)
  })

  test('settings are read in one place, and the server does not write to the console', () => {
    expect(words('server/main.ts', 'export const port = process.env.PORT')).toEqual([])
    expect(words('server/app/config.ts', 'export const port = process.env.PORT')).toHaveLength(1)
    expect(words('server/app/config.ts', "export const port = process['env']")).toHaveLength(1)
    expect(words('server/app/config.ts', "console.log('x')")).toHaveLength(1)
    expect(words('server/app/config.ts', "// console.log('x')")).toEqual([])
  })
})

test('a circle is found, also one of types and one through a package door', () => {
  const sources = [
    readSource('server/kit/a.ts', "import { b } from './b.ts'"),
    readSource('server/kit/b.ts', "import type { C } from './c.ts'"),
    readSource('server/kit/c.ts', "import { a } from './a.ts'"),
    readSource('server/kit/d.ts', "import { a } from './a.ts'"),
  ]
  expect(checkCircles(sources, doors)).toEqual(['import circle: server/kit/a.ts, server/kit/b.ts, server/kit/c.ts'])
  expect(checkCircles(sources.slice(0, 2), doors)).toEqual([])
})

describe('budgets', () => {
  const limits = budgets(text)
  const within = (anys, suppressions) => new Map([...limits, ['any', anys], ['suppressions', suppressions]])
  const long = (lines) => `export function f() {\n${'  g()\n'.repeat(lines - 2)}}\n`

  test('a function over its limit is named with its line', () => {
    expect(
      checkBudgets(
        [
          readSource('server/kit/a.ts', `\n${long(71)}`),
          ...Array.from({ length: 20 }, (_, at) => readSource(`server/kit/x${at}.ts`, long(3))),
        ],
        within(0, 0),
      ),
    ).toEqual(['server/kit/a.ts:2 f lines: 71, at most 70 (function longest)'])
  })

  test('a test file may hold long functions, but may not be too long itself', () => {
    expect(checkBudgets([readSource('server/kit/a.test.ts', long(200))], within(0, 0))).toEqual([])
    expect(checkBudgets([readSource('server/kit/a.test.ts', long(501))], within(0, 0))).toHaveLength(1)
  })

  test('nine in ten', () => {
    expect(p90([])).toBe(0)
    expect(p90([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(9)
    expect(checkBudgets([readSource('server/kit/a.ts', long(41))], within(0, 0))).toEqual([expect.stringContaining('function p90')])
  })

  test('what may only fall can neither rise nor fall unwritten', () => {
    const two = [readSource('server/kit/a.ts', 'const a: any = 1 as any\n')]
    expect(checkBudgets(two, within(1, 0))).toEqual([expect.stringContaining('may only fall')])
    expect(checkBudgets(two, within(2, 0))).toEqual([])
    expect(checkBudgets(two, within(3, 0))).toEqual([expect.stringContaining('has fallen to 2')])
    expect(checkBudgets([readSource('server/kit/a.ts', '// @ts-expect-error why\na()\n')], within(0, 0))).toHaveLength(1)
  })
})

test('one spelling', () => {
  expect(checkNames(['server/kit/log.ts', 'server/kit/log.integration.test.ts', 'web/ui/data-table.module.css'])).toEqual([])
  expect(checkNames(['server/kit/Log.ts', 'server/kit/my_log.ts', 'server/theKit/log.ts'])).toHaveLength(3)
  expect(checkEndings([readSource('server/kit/a.ts', "import './b'\nimport './c.js'\nimport './d.ts'\nimport './e.css'")])).toHaveLength(2)
})
