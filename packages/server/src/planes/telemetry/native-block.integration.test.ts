import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectTelemetry } from './connect.ts'
import { BlockWriter } from './native-block.ts'
import { OwnText } from './own-text.ts'
import type { TelemetryPlane } from './plane.ts'
import { sql, text } from './statement.ts'
import { type ColumnType, TABLES, type TableName } from './tables.ts'
import { tableShape } from './wire-text.ts'

let plane: TelemetryPlane
const dataDir = mkdtempSync(join(tmpdir(), 'relayscope-block-'))

beforeAll(async () => {
  plane = await connectTelemetry({ dataDir })
})
afterAll(async () => {
  await plane.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
  fc.constantFrom(
    '',
    '\0',
    'a\n\nDROP TABLE spans',
    '\ud800',
    'x'.repeat(127),
    'x'.repeat(128),
    'é'.repeat(64),
    '漢'.repeat(6000),
    'a'.repeat(200_000),
  ),
)
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })
const ns = fc.bigInt({ min: -2_208_988_800_000_000_000n, max: 2n ** 63n - 1n })
const anyDecimal = fc
  .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** 20n - 1n }), fc.bigInt({ min: 0n, max: 10n ** 18n - 1n }))
  .map(([negative, whole, fraction]) => `${negative && whole + fraction > 0n ? '-' : ''}${whole}.${String(fraction).padStart(18, '0')}`)

/** For each type: what to write, how, and how it is read back (as text or a number that loses nothing). */
const CASES: Record<
  ColumnType,
  { values: fc.Arbitrary<unknown>; method: string; read: (name: string) => string; expected?: (value: never) => unknown }
> = {
  String: { values: anyText, method: 'text', read: (name) => name, expected: wellFormed },
  UInt8: { values: fc.integer({ min: 0, max: 255 }), method: 'u8', read: (name) => name },
  UInt16: { values: fc.integer({ min: 0, max: 65_535 }), method: 'u16', read: (name) => name },
  UInt32: { values: fc.integer({ min: 0, max: 2 ** 32 - 1 }), method: 'u32', read: (name) => name },
  UInt64: {
    values: fc.oneof(u64, fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
    method: 'u64',
    read: (name) => name,
    expected: String,
  },
  Float64: { values: fc.double({ noNaN: true, noDefaultInfinity: true }), method: 'f64', read: (name) => name },
  DateTime: { values: fc.integer({ min: 0, max: 2 ** 32 - 1 }), method: 'dateTime', read: (name) => `toUnixTimestamp(${name})` },
  'DateTime64(9)': { values: ns, method: 'dateTime64', read: (name) => `toUnixTimestamp64Nano(${name})`, expected: String },
  'FixedString(32)': {
    values: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    method: 'bytes32',
    read: (name) => `lower(hex(${name}))`,
    expected: (value) => Buffer.from(value as Uint8Array).toString('hex'),
  },
  'Nullable(UInt8)': { values: fc.option(fc.integer({ min: 0, max: 255 })), method: 'u8', read: (name) => name },
  'Nullable(UInt32)': { values: fc.option(fc.integer({ min: 0, max: 2 ** 32 - 1 })), method: 'u32', read: (name) => name },
  'Nullable(UInt64)': {
    values: fc.option(u64),
    method: 'u64',
    read: (name) => name,
    expected: (value) => (value === null ? null : String(value)),
  },
  'Nullable(Float64)': { values: fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), method: 'f64', read: (name) => name },
  'Nullable(Decimal(38, 18))': { values: fc.option(anyDecimal), method: 'decimal', read: (name) => `toDecimalString(${name}, 18)` },
  'Array(Float64)': {
    values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 4 }),
    method: 'f64s',
    read: (name) => name,
  },
  'Array(UInt64)': {
    values: fc.array(u64, { maxLength: 4 }),
    method: 'u64s',
    read: (name) => name,
    expected: (values: bigint[]) => values.map(String),
  },
  'Array(String)': {
    values: fc.array(anyText, { maxLength: 4 }),
    method: 'texts',
    read: (name) => name,
    expected: (value: string[]) => value.map(wellFormed),
  },
  'Map(String, String)': {
    values: fc.array(fc.tuple(anyText, anyText), { maxLength: 6 }),
    method: 'map',
    read: (name) => `arrayZip(mapKeys(${name}), mapValues(${name}))`,
    expected: (value: [string, string][]) => value.map(([key, each]) => [wellFormed(key), wellFormed(each)]),
  },
}

function wellFormed(value: string): string {
  return value.replace(/\p{Surrogate}/gu, '\ufffd')
}

describe('native block', () => {
  for (const table of Object.keys(TABLES) as TableName[]) {
    it(`is read back by the engine as it was written: ${table}`, async () => {
      const columns = Object.entries(TABLES[table]) as [string, ColumnType][]
      const row = fc.tuple(...columns.map(([, type]) => CASES[type].values))
      const writer = new BlockWriter(table)
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), async (rows) => {
          for (const values of rows) writeRow(writer, columns, values)
          const expected = rows.map((values) =>
            columns.map(([, type], at) => (CASES[type].expected ?? ((each: unknown) => each))(values[at] as never)),
          )
          expect(writer.rows).toBe(rows.length)
          expect(await readBack(table, columns, writer.finish())).toEqual(expected.map((values) => values.map(zero)))
          expect(writer.rows + writer.bytes).toBe(0)
        }),
        { numRuns: 12 },
      )
    })
  }

  // Memory grows at different rows for every column type; a value written while it moves must not be lost.
  it.each(Object.keys(TABLES) as TableName[])('is right in every row of a long block: %s', async (table) => {
    const columns = Object.entries(TABLES[table]) as [string, ColumnType][]
    const [first, second] = fc
      .sample(fc.tuple(...columns.map(([, type]) => CASES[type].values)), { numRuns: 40, seed: 7 })
      .filter((values) => JSON.stringify(values, plainJson).length < 20_000) as [unknown[], unknown[]]
    const writer = new BlockWriter(table)
    for (let row = 0; row < 2500; row++) writeRow(writer, columns, row % 3 === 0 ? first : second)
    const expected = [first, second].map((values) =>
      columns.map(([, type], at) => zero((CASES[type].expected ?? ((each: unknown) => each))(values[at] as never))),
    )
    const rows = await readBack(table, columns, writer.finish())
    expect(rows).toEqual(rows.map((_, row) => expected[row % 3 === 0 ? 0 : 1]))
    expect(rows).toHaveLength(2500)
  })
})

function writeRow(writer: BlockWriter, columns: [string, ColumnType][], values: unknown[]): void {
  for (const [at, [name, type]] of columns.entries()) {
    const column = writer.column(name as never) as Record<string, (value: unknown) => void>
    column[CASES[type].method]?.(values[at])
  }
}

function plainJson(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

/** Both zeros are one here. */
function zero(value: unknown): unknown {
  return value === 0 ? 0 : value
}

async function readBack(table: TableName, columns: [string, ColumnType][], block: Uint8Array): Promise<unknown[][]> {
  const path = join(dataDir, 'block.native')
  writeFileSync(path, block)
  const list = sql.join(columns.map(([name, type]) => trusted(CASES[type].read(`\`${name}\``))))
  const rows = await plane.select<{ row: unknown[] }>(
    sql`SELECT tuple(${list}) AS row FROM file(${text(path)}, Native, ${text(tableShape(table).structure)})`,
  )
  return rows.map(({ row }) => (Array.isArray(row) ? row : Object.values(row)).map(zero))
}

function trusted(own: string): OwnText {
  return new OwnText(own)
}
