import { expect, test } from 'vitest'
import { chosenColumns, withColumn } from './column-choice.ts'

const ALL = ['id', 'name', 'user', 'cost']
const USUAL = ['id', 'name', 'cost']
const chosen = (cols: string | undefined): string[] => [...chosenColumns(cols, ALL, USUAL)]

test('the usual columns where nothing is said; the name always; what is unknown is passed over', () => {
  expect(chosen(undefined)).toEqual(USUAL)
  expect(chosen('cost,user,nonsense')).toEqual(['name', 'user', 'cost'])
  expect(chosen('')).toEqual(['name'])
})

test('ticking and unticking comes back to an empty address', () => {
  const more = withColumn('user', undefined, ALL, USUAL)
  expect(more).toBe('id,name,user,cost')
  expect(withColumn('user', more, ALL, USUAL)).toBeUndefined()
  expect(withColumn('name', undefined, ALL, USUAL)).toBeUndefined()
})
