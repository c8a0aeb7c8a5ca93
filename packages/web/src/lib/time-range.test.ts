import { describe, expect, test } from 'vitest'
import { describeRange, endsNow, frozenRange, isTimeText, resolveTime, steppedRange, windowStepMs } from './time-range.ts'
import { parseTypedRange } from './typed-range.ts'

const now = Date.parse('2026-03-12T12:07:34Z')
const typed = (text: string) => parseTypedRange(text, now, 'utc')

describe('a typed range', () => {
  test.each([
    ['36h', 'now-36h', 'now'],
    ['last 36h', 'now-36h', 'now'],
    ['last 3 days', 'now-3d', 'now'],
    ['past hour', 'now-1h', 'now'],
    ['15 min', 'now-15m', 'now'],
    ['today', '2026-03-12T00:00:00.000Z', 'now'],
    ['yesterday', '2026-03-11T00:00:00.000Z', '2026-03-12T00:00:00.000Z'],
    ['yesterday 09:00 to 11:30', '2026-03-11T09:00:00.000Z', '2026-03-11T11:30:00.000Z'],
    ['yesterday 22:00 to today 02:00', '2026-03-11T22:00:00.000Z', '2026-03-12T02:00:00.000Z'],
    ['9am to 10:15', '2026-03-12T09:00:00.000Z', '2026-03-12T10:15:00.000Z'],
    ['since 09:00', '2026-03-12T09:00:00.000Z', 'now'],
    ['11 Mar', '2026-03-11T00:00:00.000Z', '2026-03-12T00:00:00.000Z'],
    ['Mar 9 to Mar 10', '2026-03-09T00:00:00.000Z', '2026-03-11T00:00:00.000Z'],
    ['11 mar 09:00 to now', '2026-03-11T09:00:00.000Z', 'now'],
    ['2026-03-11', '2026-03-11T00:00:00.000Z', '2026-03-12T00:00:00.000Z'],
    ['2026-03-11T09:00:00+02:00 to 2026-03-11 09:00', '2026-03-11T07:00:00.000Z', '2026-03-11T09:00:00.000Z'],
    ['2026-03-11T09:00Z..2026-03-11T10:00Z', '2026-03-11T09:00:00.000Z', '2026-03-11T10:00:00.000Z'],
    ['1773306000 to 1773309600', '2026-03-12T09:00:00.000Z', '2026-03-12T10:00:00.000Z'],
  ])('%s', (text, from, to) => {
    expect(typed(text)).toEqual({ from, to })
  })

  test.each(['', 'soon', '0h', '25:00', '11:30 to 09:00', '32 Foo', 'tomorrow', '2026-99-99', '1 to 2 to 3'])(
    '%s is not understood',
    (text) => {
      expect(typed(text)).toBeUndefined()
    },
  )
})

describe('a range', () => {
  test('in words', () => {
    expect(describeRange({ from: 'now-24h', to: 'now' }, 'utc', now)).toBe('Last 24 hours')
    expect(describeRange({ from: 'now-36h', to: 'now' }, 'utc', now)).toBe('Last 36 hours')
    expect(describeRange({ from: '2026-03-11T09:00:00Z', to: '2026-03-11T11:30:00Z' }, 'utc', now)).toBe('11 Mar 09:00 to 11:30')
    expect(describeRange({ from: '2026-03-11T09:00:00Z', to: 'now' }, 'utc', now)).toBe('Since 11 Mar 09:00')
  })

  test('steps by its own length, and becomes relative again at the present', () => {
    const before = steppedRange({ from: 'now-1h', to: 'now' }, -1, now)
    expect(before).toEqual({ from: '2026-03-12T10:07:34.000Z', to: '2026-03-12T11:07:34.000Z' })
    expect(steppedRange(before, 1, now)).toEqual({ from: 'now-1h', to: 'now' })
  })

  test('frozen it has two instants', () => {
    const frozen = frozenRange({ from: 'now-1h', to: 'now' }, now)
    expect(frozen).toEqual({ from: '2026-03-12T11:07:34.000Z', to: '2026-03-12T12:07:34.000Z' })
    expect(endsNow(frozen)).toBe(false)
  })

  test('texts the API would refuse are not times', () => {
    for (const text of ['now', 'now-1h', '2026-03-11T09:00:00Z', '1773306000000']) expect(isTimeText(text), text).toBe(true)
    for (const text of ['', 'now-1y', 'yesterday', '2026-99-99', '<script>']) expect(isTimeText(text), text).toBe(false)
    expect(resolveTime('now-1h', now)).toBe(now - 3_600_000)
  })
})

test('a window moves in steps of its length, and one that does not move hardly at all', () => {
  expect(windowStepMs({ from: 'now-15m', to: 'now' })).toBe(5000)
  expect(windowStepMs({ from: 'now-24h', to: 'now' })).toBe(172_800)
  expect(windowStepMs({ from: 'now-2h', to: 'now-1h' })).toBe(7200)
  expect(windowStepMs({ from: '2026-03-11T00:00:00.000Z', to: 'now' })).toBe(86_400_000)
})
