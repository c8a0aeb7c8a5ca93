import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DiffSegment, diffTexts, isChange, pairItems } from './word-diff.ts'

const side = (segments: readonly DiffSegment[], which: 'left' | 'right'): string =>
  segments.map((segment) => (isChange(segment) ? segment[which] : segment.same)).join('')

const words = fc
  .array(fc.constantFrom('the', 'cat', 'dog', ' ', '  ', '\n', '.', 'ü', '漢', '<b>'), { maxLength: 40 })
  .map((list) => list.join(''))

describe('texts', () => {
  it('names the words that differ', () => {
    expect(diffTexts('the cat sat', 'the dog sat').segments).toEqual([{ same: 'the ' }, { left: 'cat', right: 'dog' }, { same: ' sat' }])
  })

  it('takes words that follow each other as one change', () => {
    expect(diffTexts('a red cat sat', 'a blue dog sat').segments).toEqual([
      { same: 'a ' },
      { left: 'red cat', right: 'blue dog' },
      { same: ' sat' },
    ])
  })

  it('leaves both texts whole', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        const { segments } = diffTexts(left, right)
        expect(side(segments, 'left')).toBe(left)
        expect(side(segments, 'right')).toBe(right)
      }),
    )
  })

  it('says nothing changed only where nothing did', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        expect(diffTexts(left, right).segments.some(isChange)).toBe(left !== right)
      }),
    )
  })

  it('never lets two changes or two common stretches touch', () => {
    fc.assert(
      fc.property(words, words, (left, right) => {
        const kinds = diffTexts(left, right).segments.map(isChange)
        expect(kinds.some((kind, at) => at > 0 && kind === kinds[at - 1])).toBe(false)
      }),
    )
  })

  it('looks less closely at texts that have little in common, and stays right', () => {
    const text = (seed: string, separator: string) => Array.from({ length: 4000 }, (_, at) => `${seed}${at}`).join(separator)
    const whole = diffTexts(text('a', '\n'), text('b', '\n'))
    expect(whole.by).toBe('whole')
    const lines = diffTexts(`same\n${text('a', ' ')}\nsame`, `same\n${text('b', ' ')}\nsame`)
    expect(lines.by).toBe('lines')
    expect(side(lines.segments, 'right')).toBe(`same\n${text('b', ' ')}\nsame`)
  })
})

describe('pairs', () => {
  /** Capitals are one kind, small letters another. */
  const reading = { keyOf: (item: string) => item, kindOf: (item: string) => String(item < 'a') }
  const pairs = (left: string, right: string) =>
    pairItems([...left], [...right], reading).map((pair) => `${pair.left ?? '_'}${pair.same ? '=' : '/'}${pair.right ?? '_'}`)

  it('puts equal items beside each other, and what replaced another beside it', () => {
    expect(pairs('sabz', 'sxbz')).toEqual(['s=s', 'a/x', 'b=b', 'z=z'])
    expect(pairs('sz', 'sabz')).toEqual(['s=s', '_/a', '_/b', 'z=z'])
    expect(pairs('', '')).toEqual([])
  })

  it('does not set one kind against another', () => {
    expect(pairs('sAz', 'sbz')).toEqual(['s=s', 'A/_', '_/b', 'z=z'])
    expect(pairs('Ab', 'xCy')).toEqual(['_/x', 'A/C', 'b/y'])
  })

  it('leaves out nothing and keeps the order', () => {
    const items = fc.array(fc.constantFrom('a', 'b', 'C', 'D'), { maxLength: 12 })
    fc.assert(
      fc.property(items, items, (left, right) => {
        const found = pairItems(left, right, reading)
        expect(found.flatMap((pair) => pair.left ?? [])).toEqual(left)
        expect(found.flatMap((pair) => pair.right ?? [])).toEqual(right)
        expect(found.every((pair) => !pair.same || pair.left === pair.right)).toBe(true)
      }),
    )
  })
})
