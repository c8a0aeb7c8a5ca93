import { expect, test } from 'vitest'
import { parseStart, startSettings } from './start-settings.mjs'

test('variables and arguments of Node, in their order', () => {
  expect(parseStart('A=1 B_C=x:y,z=2 exec node --one=4 --two scripts/start.mjs')).toEqual({
    env: { A: '1', B_C: 'x:y,z=2' },
    nodeArguments: ['--one=4', '--two'],
  })
  expect(parseStart('exec node start.mjs')).toEqual({ env: {}, nodeArguments: [] })
})

test('a command of another form is refused', () => {
  expect(() => parseStart('node scripts/start.mjs && echo done')).toThrow('start script')
})

test('the start script of this repository sets what the allocators need', () => {
  expect(startSettings().env).toMatchObject({ JE_MALLOC_CONF: expect.any(String), MALLOC_ARENA_MAX: expect.any(String) })
})
