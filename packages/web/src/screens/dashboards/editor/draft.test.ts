import { dashboardWidget } from '@relayscope/contract'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { change, differences, type Draft, redo, startEdits, undo } from './draft.ts'

const draft = (name: string, more: Partial<Draft> = {}): Draft => ({ name, description: '', widgets: [], variables: [], ...more })
const widget = (id: string, title = id) =>
  dashboardWidget.parse({ id, title, type: 'line', visualization: { type: 'line' }, position: { x: 0, y: 0, width: 1, height: 1 } })

test('every change can be undone and done again', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 20 }), (names) => {
      let edits = startEdits(draft('start'))
      const states = [edits.now]
      for (const name of names) {
        edits = change(edits, draft(name))
        if (edits.now !== states.at(-1)) states.push(edits.now)
      }
      for (const state of states.toReversed().slice(1)) expect((edits = undo(edits)).now).toBe(state)
      expect(undo(edits)).toBe(edits)
      for (const state of states.slice(1)) expect((edits = redo(edits)).now).toBe(state)
      expect(redo(edits)).toBe(edits)
    }),
  )
})

test('typing on is one step; a new change forgets what was undone', () => {
  let edits = startEdits(draft('a'))
  for (const name of ['ab', 'abc', 'abcd']) edits = change(edits, draft(name), 'name')
  expect(undo(edits).now.name).toBe('a')
  edits = change(undo(edits), draft('x'))
  expect(redo(edits)).toBe(edits)
})

test('says what somebody else has that one has not', () => {
  const mine = draft('Mine', { widgets: [widget('same'), widget('moved', 'old'), widget('only mine')] })
  const theirs = draft('Theirs', { widgets: [widget('same'), widget('moved', 'new'), widget('only theirs')] })
  expect(differences(mine, theirs)).toEqual([
    { title: 'the name: “Theirs”', what: 'changed' },
    { title: 'new', what: 'changed' },
    { title: 'only theirs', what: 'added' },
    { title: 'only mine', what: 'removed' },
  ])
  expect(differences(mine, mine)).toEqual([])
})
