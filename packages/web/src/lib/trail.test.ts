import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NOWHERE, placeOf, stepped, type Trail, went } from './trail.ts'

const same = (left: number, right: number): boolean => left === right
const moves = fc.array(fc.oneof(fc.constant('back' as const), fc.constant('forward' as const), fc.integer({ min: 0, max: 5 })), {
  maxLength: 80,
})

test('back and forward end where they began, and a new place forgets what lay ahead', () => {
  fc.assert(
    fc.property(moves, (list) => {
      let trail: Trail<number> = NOWHERE
      for (const move of list) {
        const before = trail
        if (move === 'back' || move === 'forward') {
          const by = move === 'back' ? -1 : 1
          trail = stepped(trail, by)
          if (trail !== before) expect(stepped(trail, by === 1 ? -1 : 1)).toEqual(before)
        } else {
          trail = went(trail, move, same)
          expect(placeOf(trail)).toBe(move)
          if (trail !== before) expect(trail.at).toBe(trail.places.length - 1)
        }
        expect(trail.places.length).toBeLessThanOrEqual(50)
      }
    }),
  )
})
