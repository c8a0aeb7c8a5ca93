import { expect, test } from 'vitest'
import { looksLikeId, traceIdOf } from './lookup-text.ts'

test('trace ids are recognised however they are written', () => {
  expect(traceIdOf(' 4BF92F35-77b3-4da6-a3ce-929d0e0e4736 ')).toBe('4bf92f3577b34da6a3ce929d0e0e4736')
  expect(traceIdOf('4bf92f35')).toBeUndefined()
  expect(traceIdOf('zbf92f3577b34da6a3ce929d0e0e4736')).toBeUndefined()
})

test('a word may be an id, a sentence is none', () => {
  expect(['req-abc', 'chat_7', 'urn:x:1'].map(looksLikeId)).toEqual([true, true, true])
  expect(['abc', 'two words', '', 'say "x"', 'x'.repeat(129)].map(looksLikeId)).toEqual([false, false, false, false, false])
})
