import { describe, expect, it } from 'vitest'
import { compileAllowList } from './allow.ts'
import { PatternProblem } from './custom.ts'
import { type Counts, DEFAULT_ACTIONS, DROPPED, Redactor, STORED_WORD } from './redactor.ts'

const seals = {
  hash: (_: string, value: string) => `hash${value.length}aaaa`,
  token: (_: string, value: string) => `tok_${Buffer.from(value).toString('hex')}`,
}
const redact = (redactor: Redactor, text: string, key = '') => {
  const counts: Counts = new Map()
  return { text: redactor.redact(text, key, counts), counts: Object.fromEntries(counts) }
}

describe('actions', () => {
  it('mask, hash and tokenise by class, and keep the rest', () => {
    const redactor = new Redactor({ actions: { ...DEFAULT_ACTIONS, EMAIL: 'tokenise', IP: 'hash', PHONE: 'keep' }, seals })
    const { text, counts } = redact(redactor, 'a@b.example from 10.0.0.1, call +49 30 4642 6514, password=hunter2')
    expect(text).toBe('[EMAIL:tok_6140622e6578616d706c65] from [IP:hash8aaaa], call +49 30 4642 6514, password=[SECRET]')
    expect(counts).toEqual({ EMAIL: 1, IP: 1, SECRET: 1 })
    expect([...text.matchAll(STORED_WORD)].map(([, name]) => name)).toEqual(['EMAIL', 'IP', 'SECRET'])
  })

  it('people are known by a hash where a text would be masked', () => {
    const redactor = new Redactor({ actions: DEFAULT_ACTIONS, seals })
    expect(redactor.redactIdentity('ada@example.org', new Map())).toBe('[EMAIL:hash15aaaa]')
    expect(redactor.redactIdentity('user-42', new Map())).toBe('user-42')
  })

  it('answers the same text where nothing was found, also the second time', () => {
    const redactor = new Redactor({ actions: DEFAULT_ACTIONS })
    for (let round = 0; round < 2; round++)
      expect(redact(redactor, 'POST /v1/chat/completions')).toEqual({ text: 'POST /v1/chat/completions', counts: {} })
  })

  it('what fails or takes too long is dropped, never kept', () => {
    let now = 0
    const slow = new Redactor({ actions: DEFAULT_ACTIONS, nowMs: () => (now += 1000), limitMs: () => 500 })
    expect(redact(slow, 'mail ada@example.org')).toEqual({ text: DROPPED, counts: { EMAIL: 1, DROPPED: 1 } })
    const broken = new Redactor({
      actions: { ...DEFAULT_ACTIONS, PERSON: 'mask' },
      names: () => {
        throw new Error('a recogniser failed')
      },
    })
    expect(redact(broken, 'Ada Lovelace was here')).toEqual({ text: DROPPED, counts: { DROPPED: 1 } })
  })
})

describe("a project's own patterns", () => {
  it('find under their own name', () => {
    const redactor = new Redactor({
      actions: DEFAULT_ACTIONS,
      patterns: [{ name: 'EMPLOYEE', pattern: '\\bEMP-\\d{6}\\b', action: 'mask' }],
    })
    expect(redact(redactor, 'ask EMP-123456 or EMP-1')).toEqual({ text: 'ask [EMPLOYEE] or EMP-1', counts: { EMPLOYEE: 1 } })
  })

  it.each(['(', '(?=a)', 'a*', '(a{1000}){1000}'])('%s is refused', (pattern) => {
    expect(() => new Redactor({ actions: DEFAULT_ACTIONS, patterns: [{ name: 'X_', pattern, action: 'mask' }] })).toThrow(PatternProblem)
  })

  it('run in linear time', () => {
    const redactor = new Redactor({ actions: DEFAULT_ACTIONS, patterns: [{ name: 'EVIL', pattern: '(a+)+b', action: 'mask' }] })
    expect(redact(redactor, 'a'.repeat(5_000)).counts).toEqual({})
  })
})

describe('the allow-list', () => {
  it('keeps whole values, whatever their case, and what stars stand for', () => {
    const redactor = new Redactor({ actions: DEFAULT_ACTIONS, allow: ['Support@Example.org', '10.*'] })
    expect(redact(redactor, 'support@example.org ada@example.org 10.1.2.3 192.168.0.1').text).toBe(
      'support@example.org [EMAIL] 10.1.2.3 [IP]',
    )
  })

  it('says no to what only looks like an entry', () => {
    const allowed = compileAllowList(['a*c', 'x'])
    expect(['abc', 'AC', 'ab', 'x', 'xx', ''].map(allowed)).toEqual([true, true, false, true, false, false])
    expect(compileAllowList(['*', ' '])('anything')).toBe(false)
  })
})
