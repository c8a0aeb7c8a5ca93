import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bool, dateTime, dateTime64, decimal, float, identifier, int, sql, type Statement, text, texts, uint, uints } from './statement.ts'

describe('statement', () => {
  it('composes', () => {
    const more = sql`AND n > ${uint(3)}`
    const query = sql`SELECT ${identifier('s.name')} FROM spans WHERE project = ${text("o'b")} ${more} AND id IN (${sql.join([text('a'), text('b')])})`
    expect(query.text).toBe("SELECT `s`.`name` FROM spans WHERE project = 'o\\'b' AND n > 3 AND id IN ('a', 'b')")
    expect(sql.join([sql`a`, sql`b`], sql` AND `).text).toBe('a AND b')
    expect(sql`x${sql.empty}y${sql.join([])}`.text).toBe('xy')
  })

  it('refuses raw values, in types and at run time', () => {
    const raw = 'x; DROP TABLE spans'
    // @ts-expect-error a string is not a statement
    expect(() => sql`SELECT ${raw}`).toThrow(TypeError)
    // @ts-expect-error nor is a number
    expect(() => sql`SELECT ${1}`).toThrow(TypeError)
    // @ts-expect-error nor anything that merely has a text
    expect(() => sql`SELECT ${{ text: raw }}`).toThrow(TypeError)
    // @ts-expect-error
    expect(() => sql.join([raw])).toThrow(TypeError)
    // @ts-expect-error
    expect(() => sql.join([text('a')], raw)).toThrow(TypeError)
    // @ts-expect-error
    expect(() => sql(raw)).toThrow(TypeError)
    expect(() => sql([raw] as unknown as TemplateStringsArray)).toThrow(TypeError)
  })

  it('refuses a value inside quotes or a comment', () => {
    const value = text('1')
    expect(() => sql`SELECT 'a${value}'`).toThrow(/inside/)
    expect(() => sql`SELECT "a${value}"`).toThrow(/inside/)
    expect(() => sql`SELECT \`${value}\``).toThrow(/inside/)
    expect(() => sql`SELECT 1 -- ${value}`).toThrow(/inside/)
    expect(() => sql`SELECT /* ${value} */ 1`).toThrow(/inside/)
    expect(
      sql`SELECT 'it\\'s', "q", 'it''s', '--' /* ' */ -- '
      , ${value}`.text,
    ).toContain("'1'")
  })

  it('never holds a blank line, whatever is composed or bound', () => {
    const layout = sql`SELECT 1

      ${sql.empty}
      , ${text('a\n\nDROP TABLE spans')}
      `
    expect(layout.text).not.toMatch(/\n\s*\n/)
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        expect(sql`SELECT ${text(a)}, ${texts([a, b])}`.text).not.toMatch(/[\n\r\0]/)
      }),
    )
  })

  it('takes only what the type can hold', () => {
    const wrong: (() => Statement)[] = [
      () => uint(-1),
      () => uint(1.5),
      () => uint(2 ** 53),
      () => uint(2n ** 64n),
      () => uint(NaN),
      () => int(2n ** 63n),
      () => float(Infinity),
      () => float(NaN),
      () => decimal('1e3'),
      () => decimal("1'"),
      () => decimal(''),
      () => dateTime(NaN),
      () => uints([1, -1]),
      () => uint('1; DROP' as unknown as number),
      () => float('1' as unknown as number),
      () => bool('true' as unknown as boolean),
      () => text(1 as unknown as string),
      () => dateTime64(1 as unknown as bigint),
      () => dateTime('1' as unknown as number),
      () => identifier('a b'),
      () => identifier('a`'),
      () => identifier(''),
      () => identifier('a..b'),
      () => identifier('1a'),
      () => identifier('a\n'),
    ]
    for (const make of wrong) expect(make).toThrow()
  })
})
