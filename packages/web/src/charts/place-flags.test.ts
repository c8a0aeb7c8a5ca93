import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { timeScale } from '../lib/time-scale.ts'
import { type Annotation, isFiring, pastStretches, placeFlags, worstOf } from './place-flags.ts'

const HOUR = 3_600_000
const scale = timeScale(0, 24 * HOUR, true)
const some = fc.array(
  fc.record({
    id: fc.uuid(),
    kind: fc.constantFrom<Annotation['kind']>('deploy', 'config', 'alert'),
    label: fc.string({ maxLength: 30 }),
    atMs: fc.integer({ min: -HOUR, max: 25 * HOUR }),
    severity: fc.constantFrom<'critical' | 'warning' | 'info'>('critical', 'warning', 'info'),
  }),
  { maxLength: 30 },
)

describe('flags', () => {
  test('stand at least 26 px apart, and none within the range is lost', () => {
    fc.assert(
      fc.property(some, fc.integer({ min: 200, max: 1400 }), (annotations, width) => {
        const flags = placeFlags(annotations, scale, width)
        for (const [at, { position }] of flags.entries())
          if (at > 0) expect((position - (flags[at - 1]?.position ?? 0)) * width).toBeGreaterThanOrEqual(26 - 1e-6)
        const shown = flags.flatMap((flag) => flag.annotations.map(({ id }) => id)).toSorted()
        expect(shown).toEqual(
          annotations
            .filter(({ atMs }) => atMs >= 0 && atMs <= 24 * HOUR)
            .map(({ id }) => id)
            .toSorted(),
        )
      }),
    )
  })

  test('say their label only where it fits, and one that stands for several says how many', () => {
    const deploy = (id: string, atMs: number, label = 'v2.14.0'): Annotation => ({ id, kind: 'deploy', label, atMs })
    expect(placeFlags([deploy('a', 4 * HOUR)], scale, 640).map(({ side }) => side)).toEqual(['right'])
    expect(placeFlags([deploy('a', 24 * HOUR - 60_000)], scale, 640).map(({ side }) => side)).toEqual(['left'])
    expect(placeFlags([deploy('a', 4 * HOUR, 'x'.repeat(200))], scale, 640).map(({ side }) => side)).toEqual(['none'])
    const merged = placeFlags([deploy('a', 4 * HOUR), deploy('b', 4 * HOUR + 60_000)], scale, 640)
    expect(merged.map(({ annotations }) => annotations.length)).toEqual([2])
  })

  test('that stand for several show the worst of them', () => {
    const alert = (severity: 'critical' | 'warning'): Annotation => ({ id: severity, kind: 'alert', label: severity, atMs: 1, severity })
    expect(worstOf([{ id: 'd', kind: 'deploy', label: 'v1', atMs: 1 }, alert('warning'), alert('critical')])?.id).toBe('critical')
    expect(worstOf([])).toBeUndefined()
  })
})

describe('stretches of alerts that are over', () => {
  const alert = (atMs: number, endMs?: number): Annotation => ({
    id: `${atMs}`,
    kind: 'alert',
    label: 'a',
    atMs,
    ...(endMs !== undefined && { endMs }),
  })

  test('cover what their alerts cover, and never one another', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 100 })), { maxLength: 30 })
    fc.assert(
      fc.property(pairs, (each) => {
        const stretches = pastStretches(each.map(([atMs, length]) => alert(atMs, atMs + length)))
        for (const [at, { fromMs, toMs }] of stretches.entries()) {
          expect(fromMs).toBeLessThan(toMs)
          if (at > 0) expect(fromMs).toBeGreaterThan(stretches[at - 1]?.toMs ?? Infinity)
        }
        const isCovered = (ms: number) => stretches.some(({ fromMs, toMs }) => fromMs <= ms && ms <= toMs)
        for (const [atMs, length] of each) expect([isCovered(atMs), isCovered(atMs + length)]).toEqual([true, true])
        expect(stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0)).toBeLessThanOrEqual(
          each.reduce((sum, [, length]) => sum + length, 0),
        )
      }),
    )
  })

  test('leave out what is still firing, and changes', () => {
    const deploy: Annotation = { id: 'd', kind: 'deploy', label: 'v1', atMs: 1 }
    expect(pastStretches([alert(1), deploy, alert(5, 9)])).toEqual([{ fromMs: 5, toMs: 9 }])
    expect([alert(1), deploy, alert(5, 9)].map(isFiring)).toEqual([true, false, false])
  })
})
