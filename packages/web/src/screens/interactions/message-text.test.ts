import type { AIInteraction } from '@relayscope/contract'
import { expect, test } from 'vitest'
import { promptLine } from './message-text.ts'

const asked = (promptPreview: string) => promptLine({ promptPreview } as AIInteraction, 20)

test('a prompt of several messages is told by what the first says, not by whose it is', () => {
  expect(asked('user:\nWho won?\n\nassistant:\nNoted.')).toBe('Who won?')
  expect(asked('system:\n  \nBe short.')).toBe('Be short.')
})

test('words of the caller that look like it stay', () => {
  expect(asked('user: who won?')).toBe('user: who won?')
  expect(asked('My user:\nAda')).toBe('My user:')
  expect(asked('x'.repeat(30))).toBe(`${'x'.repeat(20)}…`)
})
