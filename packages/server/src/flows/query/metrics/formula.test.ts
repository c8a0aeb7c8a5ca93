import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HttpError } from '../../../kit/errors.ts'
import { evaluate, type Formula, readFormula, referencesOf } from './formula.ts'

const value = (text: string, values: Record<string, number | null> = {}) => evaluate(readFormula(text), (name) => values[name] ?? null)

describe('formulas', () => {
  it('bind as people expect', () => {
    expect(value('a + b * 2 - c / 4', { a: 1, b: 2, c: 8 })).toBe(3)
    expect(value('-(a - b) * -2', { a: 5, b: 1 })).toBe(8)
    expect(value('a / b / c', { a: 24, b: 3, c: 2 })).toBe(4)
    expect(value('1e3 * api.errors.sum/"odd name-1"', { 'api.errors.sum': 1, 'odd name-1': 4 })).toBe(250)
  })

  it('have no value where one is missing, or where they divide by zero', () => {
    expect(value('a / b', { a: 1, b: 0 })).toBe(null)
    expect(value('a + b', { a: 1 })).toBe(null)
    expect(value('0 * (a / b)', { a: 0, b: 0 })).toBe(null)
  })

  it('name each metric once', () => expect(referencesOf(readFormula('a / (a + b) * a'))).toEqual(['a', 'b']))

  it.each([
    ['', 'a metric or a number is missing'],
    ['1 + 2', 'names no metric'],
    ['a +', 'missing, at character 4'],
    ['(a', 'closing parenthesis is missing, at character 3'],
    ['a b', 'is not expected here, at character 3'],
    ['a ** b', 'missing, at character 4'],
    ['a; DROP TABLE x', 'cannot be read, at character 2'],
    [Array.from({ length: 11 }, (_, at) => `m${at}`).join('+'), 'may name 10 metrics'],
    [`${'('.repeat(100)}a${')'.repeat(100)}`, 'nests deeper than 32'],
  ])('%s is refused with the place of the mistake', (text, message) => {
    expect(() => readFormula(text)).toThrow(message)
    expect(() => readFormula(text)).toThrow(HttpError)
  })

  it('come back the same when written out', () => {
    const tree = fc.letrec<{ any: Formula }>((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom<Formula>({ kind: 'reference', text: 'a' }, { kind: 'reference', text: 'b.p95' }),
        fc.nat(1000).map((number): Formula => ({ kind: 'number', value: number })),
        tie('any').map((of): Formula => ({ kind: 'negative', of })),
        fc
          .tuple(fc.constantFrom<'+' | '-' | '*' | '/'>('+', '-', '*', '/'), tie('any'), tie('any'))
          .map(([operator, left, right]): Formula => ({ kind: 'binary', operator, left, right })),
      ),
    })).any
    const written = (formula: Formula): string => {
      switch (formula.kind) {
        case 'number':
          return String(formula.value)
        case 'reference':
          return formula.text
        case 'negative':
          return `-(${written(formula.of)})`
        case 'binary':
          return `(${written(formula.left)} ${formula.operator} ${written(formula.right)})`
      }
    }
    fc.assert(
      fc.property(tree, (formula) => {
        fc.pre(referencesOf(formula).length > 0)
        expect(readFormula(written(formula))).toEqual(formula)
      }),
    )
  })

  it('whatever the text, it is read or refused', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), (text) => {
        try {
          readFormula(text)
        } catch (error) {
          expect(error).toBeInstanceOf(HttpError)
        }
      }),
      { numRuns: 500 },
    )
  })
})
