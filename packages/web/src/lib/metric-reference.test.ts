import { expect, test } from 'vitest'
import { joinReference, splitReference } from './metric-reference.ts'

test.each([
  ['api.latency.p95', 'api.latency', 'p95'],
  ['api.latency', 'api.latency', ''],
  ['queue.maximum', 'queue.maximum', ''],
  ['.p95', '', 'p95'],
])('%s is %s and %s', (reference, name, aggregation) => {
  expect(splitReference(reference)).toEqual({ name, aggregation })
  expect(joinReference(name, aggregation)).toBe(reference)
})
