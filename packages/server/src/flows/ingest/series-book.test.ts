import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NO_ORIGIN, POINT_KIND, type SeriesParts } from './point-record.ts'
import { SeriesBook, seriesOf } from './series-book.ts'

const parts = (tags: string[], more: Partial<SeriesParts> = {}): SeriesParts => ({
  name: 'm',
  kind: POINT_KIND.gauge,
  unit: '',
  description: '',
  origin: NO_ORIGIN,
  tags,
  ...more,
})
const HOUR = 3_600_000

describe('the series of a point', () => {
  it('is the same whatever the order of its tags, and another for any other tag, name, kind or unit', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), { maxKeys: 6 }), (tags) => {
        const entries = Object.entries(tags)
        expect(seriesOf(parts(entries.toReversed().flat())).id).toBe(seriesOf(parts(entries.flat())).id)
        expect(seriesOf(parts([...entries.flat(), 'one more', 'x'])).id).not.toBe(seriesOf(parts(entries.flat())).id)
      }),
    )
    const ids = [
      parts(['a', '1']),
      parts(['a', '1'], { name: 'n' }),
      parts(['a', '1'], { kind: POINT_KIND.counter }),
      parts(['a', '1'], { unit: 's' }),
    ].map((each) => seriesOf(each).id)
    expect(new Set(ids).size).toBe(4)
  })

  it('takes the sender’s own tags before those of its origin, and leaves empty ones out', () => {
    const origin = { tags: ['service.name', 'shop', 'region', 'eu'], resource: '{}' }
    expect(seriesOf(parts(['region', 'us', 'empty', ''], { origin })).tags).toEqual([
      ['region', 'us'],
      ['service.name', 'shop'],
    ])
  })

  it('is found without mixing up what only reads alike when joined', () => {
    const book = new SeriesBook({ maxSeries: 10 })
    const id = (tags: string[]) => {
      const found = book.find('p', parts(tags), 0)
      return 'series' in found ? found.series.id : undefined
    }
    expect(id(['a', 'b', 'c', 'd'])).not.toBe(id(['a', 'b3:c', 'd', '']))
    expect(id(['ab', 'c'])).not.toBe(id(['a', 'bc']))
  })
})

describe('the limit', () => {
  it('refuses new series of one project, and touches nothing else', () => {
    const book = new SeriesBook({ maxSeries: 2 })
    expect(book.find('p', parts(['a', '1']), 0)).toMatchObject({ write: true })
    expect(book.find('p', parts(['a', '2']), 0)).toMatchObject({ write: true })
    expect(book.find('p', parts(['a', '3']), 0)).toEqual({ problem: expect.stringContaining('has 2 series alive') })
    expect(book.find('p', parts(['a', '1']), 1)).toMatchObject({ write: false })
    expect(book.find('q', parts(['a', '3']), 0)).toMatchObject({ write: true })
  })

  it('counts those that are alive: a series of yesterday makes room', () => {
    const book = new SeriesBook({ maxSeries: 1 })
    book.find('p', parts(['a', '1']), 0)
    expect(book.find('p', parts(['a', '2']), HOUR / 2)).toHaveProperty('problem')
    expect(book.find('p', parts(['a', '2']), 2 * HOUR)).toHaveProperty('series')
  })
})

it('a series is written again after hours, and when what was written is gone', () => {
  const book = new SeriesBook({ maxSeries: 10 })
  const write = (nowMs: number) => (book.find('p', parts(['a', '1']), nowMs) as { write: boolean }).write
  expect([write(0), write(1), write(7 * HOUR), write(7 * HOUR + 1)]).toEqual([true, false, true, false])
  book.forgetWritten()
  expect([write(8 * HOUR), write(8 * HOUR)]).toEqual([true, false])
  book.forgetWritten('other')
  expect(write(8 * HOUR)).toBe(false)
  book.forgetWritten('p')
  expect([write(8 * HOUR), write(8 * HOUR)]).toEqual([true, false])
})
