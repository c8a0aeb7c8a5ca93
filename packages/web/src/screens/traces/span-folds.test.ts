import type { Span } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { findGroups, rowKey, visibleRows } from '../../lib/span-rows.ts'
import { buildSpanTree } from '../../lib/span-tree.ts'
import { isFolded, NO_FOLDS, pathTo, toggled, withoutFoldsOver } from './span-folds.ts'

const start = Date.parse('2026-03-12T12:05:31.700Z')

function span(spanId: string, parentSpanId: string | undefined, offset: number, name = spanId): Span {
  const at = new Date(start + offset).toISOString()
  const rest = { component: '', operation: '', tags: {}, events: [], status: 'success' as const }
  return { spanId, parentSpanId, name, startTime: at, endTime: at, duration: 1, ...rest }
}

const tree = buildSpanTree([
  span('root', undefined, 0),
  ...Array.from({ length: 6 }, (_, at) => span(`call ${at}`, 'root', at, 'call')),
  span('inner', 'call 2', 2),
])
const groups = findGroups(tree.nodes)
const rows = (folds = NO_FOLDS) => visibleRows(tree.nodes, { ...folds, groups }).map(rowKey)
const [group] = groups.values()
const root = tree.byId.get('root')
const inner = tree.byId.get('inner')

test('a group is folded until it is opened, a span until it is folded', () => {
  expect(rows()).toEqual(['root', 'alike call 0'])
  if (!group || !root) throw new Error('the tree has a group')
  expect(isFolded(NO_FOLDS, group)).toBe(true)
  const opened = toggled(NO_FOLDS, group)
  expect(rows(opened)).toHaveLength(9)
  expect(rows(toggled(opened, root))).toEqual(['root'])
  expect(toggled(toggled(opened, root), root)).toEqual(opened)
})

test('what is selected opens all that hides it, and nothing else', () => {
  if (!inner || !root) throw new Error('the tree has these spans')
  expect(pathTo(tree, inner).map(rowKey)).toEqual(['call 2', 'root'])
  const shown = withoutFoldsOver(tree, groups, inner, toggled(NO_FOLDS, root))
  expect(rows(shown)).toContain('inner')
  expect(withoutFoldsOver(tree, groups, inner, shown)).toBe(shown)
  expect(withoutFoldsOver(tree, groups, root, NO_FOLDS)).toBe(NO_FOLDS)
  expect(withoutFoldsOver(tree, groups, undefined, NO_FOLDS)).toBe(NO_FOLDS)
})
