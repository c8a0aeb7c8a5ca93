/** What holds on both engines. Each test fails if one of the engine's traps is forgotten in one of the two adapters. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ENGINES, type OpenEngine } from '../../../test/telemetry-engines.ts'
import { blockOf } from '../../../test/telemetry-rows.ts'
import { migrateTelemetry } from './migrate.ts'
import type { TelemetryPlane } from './plane.ts'
import { bool, dateTime, dateTime64, decimal, float, floats, int, sql, type Statement, text, texts, uint, uints } from './statement.ts'

describe.each(ENGINES)('the telemetry plane: $name', ({ name, open }) => {
  let engine: OpenEngine
  let plane: TelemetryPlane

  beforeAll(async () => {
    engine = await open()
    plane = engine.plane
    await migrateTelemetry(plane)
  })
  afterAll(() => engine.close())

  const value = async (expression: Statement): Promise<unknown> =>
    (await plane.select<{ value: unknown }>(sql`SELECT ${expression} AS value`))[0]?.value
  const count = async (where: Statement): Promise<number> =>
    Number((await plane.select<{ n: string }>(sql`SELECT count() AS n FROM spans WHERE ${where}`))[0]?.n)
  const tables = async (): Promise<string[]> =>
    (await plane.select<{ name: string }>(sql`SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name`)).map(
      (row) => row.name,
    )
  const slow = sql`SELECT sum(sleepEachRow(0.25)) AS n FROM numbers(10)`

  it('says which engine it is', () => expect(plane.engine).toBe(name))

  describe('text from outside is never SQL', () => {
    const hostile = [
      'hello\n\nDROP TABLE spans; --',
      '{"a":1}\n\nDROP TABLE spans\n',
      '"x"\n\n\nDROP TABLE spans;',
      'x\r\n\r\nDROP TABLE spans',
      "'; DROP TABLE spans; --",
      "\\'; DROP TABLE spans; --",
      '\\',
      '`"\'\\\0\n\t${}{x:String}',
      '\0',
      '',
      ';\n\nINSERT INTO spans FORMAT JSONEachRow {}\n\n',
    ]

    it('in a block', async () => {
      const before = await tables()
      const rows = hostile.map((each, index) => ({
        project: 'hostile',
        span_id: String(index),
        name: each,
        trace_id: each,
        attrs: [[each, each]],
        events: each,
      }))
      await plane.insert('spans', blockOf('spans', rows), rows.length)
      const stored = await plane.select(
        sql`SELECT name, trace_id, mapKeys(attrs)[1] AS k, mapValues(attrs)[1] AS v, events FROM spans WHERE project = 'hostile' ORDER BY toUInt8(span_id)`,
      )
      expect(stored).toEqual(hostile.map((each) => ({ name: each, trace_id: each, k: each, v: each, events: each })))
      expect(await tables()).toEqual(before)
    })

    it('in a bound value, in a read and in a statement that writes', async () => {
      const before = await tables()
      for (const each of hostile) {
        expect(await value(text(each))).toBe(each)
        expect(await value(texts([each, 'b', each]))).toEqual([each, 'b', each])
        expect(await count(sql`project = 'hostile' AND name = ${text(each)}`)).toBe(1)
      }
      await plane.execute(sql`CREATE TABLE IF NOT EXISTS said (what String) ENGINE = MergeTree ORDER BY what`)
      await plane.execute(sql`INSERT INTO said (what) SELECT arrayJoin(${texts(hostile)})`)
      expect((await plane.select<{ what: string }>(sql`SELECT what FROM said`)).map(({ what }) => what).sort()).toEqual([...hostile].sort())
      await plane.execute(sql`DROP TABLE IF EXISTS said`)
      expect(await tables()).toEqual(before)
    })

    it('whatever the text', async () => {
      const any = fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
      )
      await fc.assert(
        fc.asyncProperty(fc.array(any, { minLength: 1, maxLength: 20 }), async (values) => {
          expect(await value(texts(values))).toEqual(values.map((each) => each.replace(/\p{Surrogate}/gu, '\ufffd')))
        }),
        { numRuns: 50 },
      )
    })
  })

  describe('values', () => {
    it('arrive as they were bound', async () => {
      expect(await value(uint(2n ** 64n - 1n))).toBe('18446744073709551615')
      expect(await value(int(-(2n ** 63n)))).toBe('-9223372036854775808')
      expect(await value(sql`toTypeName(${int(5)})`)).toBe('Int64')
      expect(await value(bool(true))).toBe(true)
      expect(await value(decimal('-0.000000000000000001'))).toBe('-0.000000000000000001')
      expect(await value(dateTime(1_700_000_000))).toBe('2023-11-14 22:13:20')
      expect(await value(dateTime64(1_700_000_000_123_456_789n))).toBe('2023-11-14 22:13:20.123456789')
      expect(await value(dateTime64(10n ** 30n))).toBe('2262-04-11 23:47:16.854775807')
      expect(await value(uints([1, 2n ** 64n - 1n]))).toEqual(['1', '18446744073709551615'])
      expect(await value(floats([0.1, -5]))).toEqual([0.1, -5])
      expect(await value(sql`toTypeName(${texts([])})`)).toBe('Array(String)')
      expect(await value(sql`'b' IN ${texts(['a', 'b'])} AND 'b' NOT IN ${texts([])}`)).toBe(1)
    })

    it('keep every bit of a float', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }), async (values) => {
          expect(await value(floats(values))).toEqual(values)
          expect(await value(float(values[0] ?? 0))).toBe(values[0] ?? 0)
        }),
        { numRuns: 20 },
      )
    })

    it('come back without losing digits', async () => {
      const row = {
        id: 'exact',
        cost: '12345678901234567890.123456789012345678',
        prompt_tokens: 2n ** 64n - 1n,
        start_time: 1_700_000_000_000_000_001n,
      }
      await plane.insert('interactions', blockOf('interactions', [row]), 1)
      expect(await plane.select(sql`SELECT id, cost, prompt_tokens, start_time, ttft_ms FROM interactions WHERE id = 'exact'`)).toEqual([
        {
          id: 'exact',
          cost: '12345678901234567890.123456789012345678',
          prompt_tokens: '18446744073709551615',
          start_time: '2023-11-14 22:13:20.000000001',
          ttft_ms: null,
        },
      ])
    })

    it('may be many: a statement of a megabyte passes', async () => {
      const ids = Array.from({ length: 30_000 }, (_, index) => String(index).padStart(32, '0'))
      expect(await count(sql`trace_id IN ${texts(ids)}`)).toBe(0)
    })
  })

  describe('queries', () => {
    it('do not stand in line behind a slow one, nor does an insert', async () => {
      const finished: string[] = []
      const slowOnes = [1, 2].map(() => plane.select(slow).then(() => finished.push('slow')))
      await plane.select(sql`SELECT 1 AS one`).then(() => finished.push('select'))
      await plane.insert('spans', blockOf('spans', [{ project: 'line' }]), 1).then(() => finished.push('insert'))
      await Promise.all(slowOnes)
      expect(finished).toEqual(['select', 'insert', 'slow', 'slow'])
    })

    it('leave no setting behind', async () => {
      const limits = sql`SELECT getSetting('max_result_rows') AS rows, getSetting('max_execution_time') AS seconds`
      expect(await plane.select(limits, { maxRows: 7, maxSeconds: 3 })).toEqual([{ rows: 7, seconds: 3 }])
      await Promise.allSettled(Array.from({ length: 8 }, () => plane.select(sql`SELECT number FROM numbers(10)`, { maxRows: 2 })))
      const after = await Promise.all(Array.from({ length: 8 }, () => plane.select(limits)))
      expect(after).toEqual(after.map(() => [{ rows: 100_000, seconds: 30 }]))
      expect(await plane.select(sql`SELECT number FROM numbers(10)`)).toHaveLength(10)
    })

    it('that fail half way leave nothing of their rows to the next one', async () => {
      const failing = sql`SELECT number, 'secret' AS secret, throwIf(number = 300000) AS no FROM numbers(400000)`
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          await expect(plane.select(failing, { maxRows: 1_000_000 })).rejects.toMatchObject({ engineCode: 395 })
          await expect(plane.select(sql`SELECT number FROM numbers(10)`, { maxRows: 2 })).rejects.toMatchObject({ engineCode: 396 })
        }),
      )
      const next = await Promise.all(Array.from({ length: 8 }, () => plane.select(sql`SELECT 1 AS one`)))
      expect(next).toEqual(next.map(() => [{ one: 1 }]))
    })

    it('with too many rows are an error, never cut', async () => {
      const ten = sql`SELECT number FROM numbers(10)`
      expect(await plane.select(ten, { maxRows: 10 })).toHaveLength(10)
      await expect(plane.select(ten, { maxRows: 9 })).rejects.toMatchObject({ code: 'engine_error', engineCode: 396, retryable: false })
      await expect(
        plane.select(sql`SELECT number FROM numbers(5) UNION ALL SELECT number FROM numbers(5)`, { maxRows: 9 }),
      ).rejects.toMatchObject({ engineCode: 396 })
      expect(await plane.select(sql`SELECT 1 WHERE 0`)).toEqual([])
    })

    it('are stopped when their time is over', async () => {
      await expect(plane.select(slow, { maxSeconds: 1 })).rejects.toMatchObject({ engineCode: 159, retryable: false })
    })

    it('fail with the code of the engine', async () => {
      await expect(plane.select(sql`SELECT * FROM nowhere`)).rejects.toMatchObject({ engineCode: 60, retryable: false })
      await expect(plane.select(sql`SELEKT 1`)).rejects.toMatchObject({ engineCode: 62 })
      await expect(plane.execute(sql`ALTER TABLE nowhere DELETE WHERE 1`)).rejects.toMatchObject({ engineCode: 60 })
      await expect(plane.select(sql`SELECT throwIf(1)`)).rejects.toMatchObject({ engineCode: 395 })
    })
  })

  describe('blocks', () => {
    it('are in the table when the insert has resolved, every row', async () => {
      const sizes = [1, 10, 1000, 5000, 64]
      await Promise.all(
        sizes.map((size) => {
          const rows = Array.from({ length: size }, (_, index) => ({ project: `counted ${size}`, span_id: String(index) }))
          return plane
            .insert('spans', blockOf('spans', rows), size)
            .then(async () => expect(await count(sql`project = ${text(`counted ${size}`)}`)).toBe(size))
        }),
      )
      await plane.insert('spans', blockOf('spans', []), 0)
    })

    it('of another size than said, or cut short, store nothing', async () => {
      const rows = Array.from({ length: 1000 }, (_, index) => ({ project: 'short', span_id: `${index}-${'x'.repeat(100)}` }))
      const block = blockOf('spans', rows)
      await expect(plane.insert('spans', block, 999)).rejects.toThrow(/another number of rows/)
      for (const end of [block.length - 1, block.length >> 1, 100])
        await expect(plane.insert('spans', block.subarray(0, end), 1000)).rejects.toMatchObject({ code: 'engine_error' })
      await expect(plane.insert('spans', new Uint8Array(0), 1000)).rejects.toThrow()
      expect(await count(sql`project = 'short'`)).toBe(0)
      await plane.insert('spans', block, 1000)
      expect(await count(sql`project = 'short'`)).toBe(1000)
    })

    it('may be large', async () => {
      const text32MiB = 'ä\n\n'.repeat(8 * 1024 * 1024)
      await plane.insert('content', blockOf('content', [{ interaction_id: 'large', prompt: text32MiB }]), 1)
      expect(
        await plane.select(
          sql`SELECT length(prompt) AS bytes, position(prompt, 'DROP') AS found FROM content WHERE interaction_id = 'large'`,
        ),
      ).toEqual([{ bytes: String(32 * 1024 * 1024), found: '0' }])
      const rows = Array.from({ length: 40_000 }, (_, index) => ({
        project: 'many',
        span_id: String(index),
        attrs: Array.from({ length: 12 }, (_, at) => [`key.${at}`, `value ${index * at}`]),
      }))
      await plane.insert('spans', blockOf('spans', rows), rows.length)
      expect(await count(sql`project = 'many' AND attrs['key.1'] = concat('value ', span_id)`)).toBe(40_000)
    })

    it('sent again are one row for a reader who collapses', async () => {
      const block = blockOf('spans', [{ project: 'twice', span_id: 'a', trace_id: 't', start_time: 5n }])
      await plane.insert('spans', block, 1)
      await plane.insert('spans', block, 1)
      expect(await plane.select(sql`SELECT span_id FROM spans WHERE project = 'twice' LIMIT 1 BY span_id`)).toHaveLength(1)
      await plane.execute(sql`OPTIMIZE TABLE spans FINAL`)
      expect(await count(sql`project = 'twice'`)).toBe(1)
    })
  })

  it('closes after what is in flight, and takes nothing afterwards', async () => {
    const other = await engine.again()
    const inserts = Array.from({ length: 5 }, (_, index) =>
      other.insert('spans', blockOf('spans', [{ project: 'closing', span_id: String(index) }]), 1),
    )
    const read = other.select(sql`SELECT 1 AS one`)
    await other.close()
    await Promise.all([...inserts, read])
    expect(await count(sql`project = 'closing'`)).toBe(5)
    await expect(other.select(sql`SELECT 1`)).rejects.toThrow(/closed/)
    await expect(other.insert('spans', blockOf('spans', [{}]), 1)).rejects.toThrow(/closed/)
    await other.close()
  })
})
