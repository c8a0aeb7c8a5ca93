import type { AIInteraction, Message } from '@relayscope/contract'
import { expect, it } from 'vitest'
import { compareContent } from './compare-content.ts'

const said = (role: string, text: string): Message => ({ role, parts: [{ type: 'text', text }] })

const call = (over: Partial<AIInteraction>): AIInteraction => ({
  id: 'one',
  requestId: '',
  traceId: '',
  timestamp: '2026-03-01T12:00:00.000Z',
  startTime: '2026-03-01T12:00:00.000Z',
  endTime: '2026-03-01T12:00:02.500Z',
  latencyMs: 2500,
  provider: 'openai',
  model: 'gpt-4o',
  status: 'success',
  ...over,
})

it('pairs messages and numbers what differs from the top', () => {
  const left = call({ inputMessages: [said('system', 'be brief'), said('user', 'the cat and the dog')], response: 'yes' })
  const right = call({ inputMessages: [said('system', 'be brief'), said('user', 'the fox and the owl')], response: 'no' })
  const { sides, changes } = compareContent(left, right)
  expect(changes).toBe(3)
  expect(sides.map(({ pairs }) => pairs.map(({ same, firstChange }) => [same, firstChange]))).toEqual([
    [
      [true, 0],
      [false, 0],
    ],
    [[false, 2]],
  ])
})

it('counts a message that only one has as one change', () => {
  const left = call({ inputMessages: [said('user', 'hello')] })
  const right = call({ inputMessages: [said('developer', 'hello'), said('user', 'more')] })
  const { sides, changes } = compareContent(left, right)
  expect(changes).toBe(2)
  expect(sides[0]?.pairs.map((pair) => [pair.left?.role, pair.right?.role])).toEqual([
    [undefined, 'developer'],
    ['user', 'user'],
  ])
})

it('does not compare where one of the two may not be seen', () => {
  const { comparable, sides, changes } = compareContent(call({ prompt: 'a' }), call({ prompt: 'b', contentState: 'expired' }))
  expect({ comparable, changes }).toEqual({ comparable: false, changes: 0 })
  expect(JSON.stringify(sides)).not.toContain('"b"')
})

it('takes text and a message of the same text for the same', () => {
  expect(compareContent(call({ prompt: 'a' }), call({ inputMessages: [said('user', 'a')] })).changes).toBe(0)
})
