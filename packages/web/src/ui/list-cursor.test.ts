import { expect, test } from 'vitest'
import { activeRow } from './list-cursor.ts'

const cursor = (index: number, id?: string) => ({ index, id, moves: 0, move: () => undefined, moveTo: () => undefined })
const visible = [{ index: 4 }, { index: 5 }]

test('a row that is scrolled out of view is not named, for it does not exist', () => {
  expect(activeRow('list-', cursor(5, 'b'), visible)).toBe('list-b')
  expect(activeRow('list-', cursor(90, 'z'), visible)).toBeUndefined()
  expect(activeRow('list-', cursor(-1), visible)).toBeUndefined()
})
