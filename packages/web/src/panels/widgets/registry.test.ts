import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { WIDGET_TYPES, widgetType } from './registry.ts'

const folders = readdirSync(fileURLToPath(new URL('.', import.meta.url)), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)

test('every folder is a type, under its own name', () => {
  expect(WIDGET_TYPES.map(({ type }) => type).toSorted()).toEqual(folders.toSorted())
})

test('a type is found however it is written, and an unknown one is not', () => {
  expect(widgetType('heat-map')?.type).toBe('heatmap')
  expect(widgetType('Line')?.type).toBe('line')
  expect(widgetType('constructor')).toBeUndefined()
})

test('a new widget of each type can be saved as it is', () => {
  for (const { initial, label } of WIDGET_TYPES) {
    expect(initial.width, label).toBeLessThanOrEqual(12)
    expect(initial.dataSource.endpoint === '' || initial.dataSource.endpoint.startsWith('/api/v1/'), label).toBe(true)
  }
})
