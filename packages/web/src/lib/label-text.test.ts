import { expect, test } from 'vitest'
import { printLabels, readLabels } from './label-text.ts'

test('labels are read as they are written', () => {
  expect(readLabels('region=eu, zone=a=b,')).toEqual({ region: 'eu', zone: 'a=b' })
  expect(readLabels('')).toEqual({})
  expect(readLabels('region')).toBeUndefined()
  expect(readLabels('=eu')).toBeUndefined()
  expect(printLabels({ region: 'eu', zone: 'a' })).toBe('region=eu, zone=a')
})
