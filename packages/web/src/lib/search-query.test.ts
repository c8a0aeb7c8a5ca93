import { TRACE_FIELDS } from '@relayscope/contract/search'
import { describe, expect, test } from 'vitest'
import { droppableTerms, fieldChoice, isChosen, joinChips, splitChips, withChoice, withoutField } from './search-query.ts'
import { suggestFields, suggestValues, wordAt } from './search-suggest.ts'

const choose = (query: string, field: string, value: string, how: 'include' | 'exclude' | 'only' = 'include') =>
  withChoice(query, field, value, how, TRACE_FIELDS)

describe('choosing values', () => {
  test.each([
    ['', 'provider', 'openai', 'provider:openai'],
    ['provider:openai', 'provider', 'anthropic', 'provider:(openai OR anthropic)'],
    ['provider:(openai OR anthropic) slow', 'provider', 'openai', 'slow provider:anthropic'],
    ['provider:openai', 'provider', 'openai', ''],
    ['a OR b', 'status', 'error', '(a OR b) status:error'],
    ['(a OR b) c', 'status', 'error', '(a OR b) c status:error'],
    ['-model:gpt-4', 'model', 'gpt-4', 'model:gpt-4'],
    ['', 'name', 'POST /v1/chat', 'name:"POST /v1/chat"'],
    ['', 'duration', '100ms..1s', 'duration:100ms..1s'],
    ['duration:100ms..1s', 'duration', '1s..10s', 'duration:(100ms..1s OR 1s..10s)'],
    ['', 'tags.http.route', '/v1/*', 'http.route:/v1/\\*'],
    ['oops:(', 'status', 'error', 'status:error'],
  ])('%s + %s:%s', (query, field, value, expected) => {
    expect(choose(query, field, value)).toBe(expected)
  })

  test('leaving out and only', () => {
    expect(choose('model:a status:error', 'model', 'b', 'exclude')).toBe('status:error model:a -model:b')
    expect(choose('model:(a OR b) -model:c x', 'model', 'd', 'only')).toBe('x model:d')
    expect(choose('-model:b', 'model', 'b', 'exclude')).toBe('')
    expect(withoutField('x model:(a OR b) -model:c', 'model', TRACE_FIELDS)).toBe('x')
  })

  test('what is chosen is seen', () => {
    const { included, excluded } = fieldChoice('model:(a OR "b c") -model:d status:ok', 'model', TRACE_FIELDS)
    expect(isChosen(included, 'model', 'b c', TRACE_FIELDS)).toBe(true)
    expect(isChosen(excluded, 'model', 'd', TRACE_FIELDS)).toBe(true)
    expect(isChosen(fieldChoice('status:ok', 'status', TRACE_FIELDS).included, 'status', 'success', TRACE_FIELDS)).toBe(true)
  })

  test('each term can be dropped', () => {
    expect(droppableTerms('status:error model:x "rate limit"', TRACE_FIELDS).map(({ rest }) => rest)).toEqual([
      'model:x "rate limit"',
      'status:error "rate limit"',
      'status:error model:x',
    ])
  })
})

describe('chips', () => {
  test('filters become chips, words stay words', () => {
    const { chips, words } = splitChips('timeout provider:openai -status:success duration:>2s model:(a OR b)', TRACE_FIELDS)
    expect(words).toBe('timeout')
    expect(chips.map(({ field, operator, value }) => `${field} ${operator} ${value}`)).toEqual([
      'provider is openai',
      'status is not success',
      'duration > 2 s',
      'model is a or b',
    ])
    expect(joinChips(chips, words, TRACE_FIELDS)).toBe('provider:openai -status:success duration:>2s model:(a OR b) timeout')
  })

  test('alternatives among the words do not reach over the chips', () => {
    const { chips } = splitChips('provider:openai', TRACE_FIELDS)
    expect(joinChips(chips, 'a OR b', TRACE_FIELDS)).toBe('provider:openai (a OR b)')
    expect(joinChips([], 'a OR b', TRACE_FIELDS)).toBe('a OR b')
  })

  test('what cannot be read stays text', () => {
    expect(splitChips('status:eror', TRACE_FIELDS)).toEqual({ chips: [], words: 'status:eror' })
  })
})

describe('suggestions', () => {
  test('the word at the caret', () => {
    expect(wordAt('status:error mod', 16)).toMatchObject({ start: 13, prefix: 'mod', negated: false })
    expect(wordAt('-name:"POST /v', 14)).toMatchObject({ start: 0, field: 'name', prefix: 'POST /v', negated: true })
  })

  test('fields and values', () => {
    expect(suggestFields(wordAt('-mod', 4), TRACE_FIELDS)[0]?.text).toBe('-model:')
    expect(suggestValues(wordAt('status:', 7), [], TRACE_FIELDS).map(({ text }) => text)).toEqual([
      'status:success',
      'status:error',
      'status:timeout',
      'status:slow',
    ])
    expect(suggestValues(wordAt('name:p', 6), [{ value: 'POST /a b', count: 1200 }], TRACE_FIELDS)).toEqual([
      { text: 'name:"POST /a b"', label: 'POST /a b', detail: '1,200' },
    ])
  })
})
