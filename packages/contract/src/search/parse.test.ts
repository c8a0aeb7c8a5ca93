import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { INTERACTION_FIELDS, TRACE_FIELDS } from './fields.ts'
import { parseSearch } from './parse.ts'
import { printFieldValue, printSearch } from './print.ts'
import type { Term } from './terms.ts'

/** The terms in a short form, without places. */
function read(text: string): unknown {
  const reading = parseSearch(text, INTERACTION_FIELDS)
  return reading.ok ? reading.terms.map(short) : reading
}

function short(term: Term): unknown {
  switch (term.kind) {
    case 'text':
      return [term.quoted ? 'phrase' : 'word', ...term.pattern.map((part) => ('wild' in part ? `<${part.wild}>` : part.text))]
    case 'not':
      return { not: short(term.term) }
    case 'and':
    case 'or':
      return { [term.kind]: term.terms.map(short) }
    default: {
      const name = term.kind === 'tag' ? `tags.${term.key}` : term.field.name
      const test = term.test
      if (test.kind === 'match') return [name, ...test.pattern.map((part) => ('wild' in part ? `<${part.wild}>` : part.text))]
      if (test.kind === 'compare') return [name, test.comparison, amount(test.amount)]
      if (test.kind === 'between') return [name, 'between', test.from && amount(test.from), test.to && amount(test.to)]
      return [name, test.kind, ...(test.kind === 'flag' ? [test.value] : [])]
    }
  }
}

function amount(value: NonNullable<Extract<Extract<Term, { kind: 'field' }>['test'], { kind: 'compare' }>['amount']>): unknown {
  if (value.type === 'duration') return value.nanoseconds
  if (value.type === 'money') return value.decimal
  return value.type === 'time' ? value.text : value.value
}

describe('what can be said', () => {
  test.each<[string, unknown]>([
    ['', []],
    ['   ', []],
    [
      'status:error provider:openai',
      [
        ['status', 'error'],
        ['provider', 'openai'],
      ],
    ],
    ['status:OK', [['status', 'success']]],
    ['latency:>2s', [['latency', '>', 2_000_000_000n]]],
    ['latency:2', [['latency', '=', 2_000_000n]]],
    ['latency:>=1.5ms', [['latency', '>=', 1_500_000n]]],
    ['duration:1s..5s', [['latency', 'between', 1_000_000_000n, 5_000_000_000n]]],
    ['duration:..5s', [['latency', 'between', undefined, 5_000_000_000n]]],
    ['cost:>=0.05', [['cost', '>=', '0.05']]],
    ['cost:>0.000000000000000001', [['cost', '>', '0.000000000000000001']]],
    ['tokens:>1.5k', [['tokens', '>', 1500]]],
    ['promptTokens:2M', [['promptTokens', '=', 2_000_000]]],
    ['prompt_tokens:5', [['promptTokens', '=', 5]]],
    ['streaming:true', [['streaming', 'flag', true]]],
    ['time:>now-10m', [['time', '>', 'now-10m']]],
    ['time:2026-03-11T12:00Z..2026-03-11T13:00Z', [['time', 'between', '2026-03-11T12:00Z', '2026-03-11T13:00Z']]],
    ['-model:gpt-4*', [{ not: ['model', 'gpt-4', '<*>'] }]],
    ['NOT model:gpt-4', [{ not: ['model', 'gpt-4'] }]],
    ['model:*', [['model', 'present']]],
    ['model:gpt-4\\*', [['model', 'gpt-4*']]],
    ['model:"gpt-4*"', [['model', 'gpt-4*']]],
    ['model:g?t**o', [['model', 'g', '<?>', 't', '<*>', 'o']]],
    [
      'model:(gpt-4o OR gpt-4)',
      [
        {
          or: [
            ['model', 'gpt-4o'],
            ['model', 'gpt-4'],
          ],
        },
      ],
    ],
    [
      'model:(a, b c)',
      [
        {
          or: [
            ['model', 'a'],
            ['model', 'b'],
            ['model', 'c'],
          ],
        },
      ],
    ],
    [
      'latency:( <1s OR >5s )',
      [
        {
          or: [
            ['latency', '<', 1_000_000_000n],
            ['latency', '>', 5_000_000_000n],
          ],
        },
      ],
    ],
    ['"rate limit"', [['phrase', 'rate limit']]],
    ['"rate \\"limit\\\\"', [['phrase', 'rate "limit\\']]],
    [
      "hello, world! what? it's a=b",
      [
        ['word', 'hello,'],
        ['word', 'world!'],
        ['word', 'what', '<?>'],
        ['word', "it's"],
        ['word', 'a=b'],
      ],
    ],
    ['tags.foo:bar', [['tags.foo', 'bar']]],
    ['http.route:/v1/*', [['tags.http.route', '/v1/', '<*>']]],
    ['http.response.size:>=500', [['tags.http.response.size', '>=', 500]]],
    ['retries:1..3', [['tags.retries', 'between', 1, 3]]],
    ['version:"1..3"', [['tags.version', '1..3']]],
    ['version:1.2.3', [['tags.version', '1.2.3']]],
    ['"my key":v', [['tags.my key', 'v']]],
    ['tags.name:x', [['tags.name', 'x']]],
    ['model:openai/gpt-4o:free', [['model', 'openai/gpt-4o:free']]],
    ['https://example.com/a', [['word', 'https://example.com/a']]],
    ['12:30', [['word', '12:30']]],
    [
      'a OR b c',
      [
        {
          or: [
            ['word', 'a'],
            {
              and: [
                ['word', 'b'],
                ['word', 'c'],
              ],
            },
          ],
        },
      ],
    ],
    [
      '(a OR b) c',
      [
        {
          or: [
            ['word', 'a'],
            ['word', 'b'],
          ],
        },
        ['word', 'c'],
      ],
    ],
    [
      'a AND (b AND c)',
      [
        ['word', 'a'],
        ['word', 'b'],
        ['word', 'c'],
      ],
    ],
    [
      '"OR" or ORACLE',
      [
        ['phrase', 'OR'],
        ['word', 'or'],
        ['word', 'ORACLE'],
      ],
    ],
    [
      '-(a b)',
      [
        {
          not: {
            and: [
              ['word', 'a'],
              ['word', 'b'],
            ],
          },
        },
      ],
    ],
    ['model:""', [['model']]],
    ['prompt:日本', [['prompt', '日本']]],
  ])('%s', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })
})

describe('mistakes say where and what', () => {
  test.each<[string, number, number, RegExp]>([
    ['duration:>(', 10, 1, /expected a duration such as .* after >/],
    ['duration:>', 10, 0, /expected a duration/],
    ['duration:fast', 9, 4, /expected a duration .*, not "fast"/],
    ['duration:-1s', 9, 3, /expected a duration/],
    ['duration:1s..x', 9, 5, /each side/],
    ['duration:..', 9, 2, /before or after/],
    ['cost:>$5', 6, 2, /an amount/],
    ['tokens:1.23456k', 7, 8, /tokens/],
    ['status:eror', 7, 4, /expected success, error or timeout, not "eror"/],
    ['status: error', 7, 1, /after status:/],
    ['streaming:maybe', 10, 5, /true or false/],
    ['model:>gpt', 6, 1, /cannot compare/],
    ['latency>2s', 7, 1, /write latency:>value/],
    ['http.size:>big', 11, 3, /a number/],
    ['"open', 0, 5, /not closed/],
    ['a (b', 2, 2, /not closed/],
    ['model:(a', 6, 2, /not closed/],
    ['model:()', 7, 1, /expected a value/],
    ['a)', 1, 1, /closes nothing/],
    ['()', 1, 1, /expected a word/],
    ['a OR', 4, 0, /after OR/],
    ['OR a', 0, 2, /before OR/],
    ['a OR OR b', 5, 2, /before OR/],
    ['NOT', 3, 0, /after NOT/],
    ['a - b', 2, 1, /right after -/],
    ['""', 0, 2, /between the quotes/],
    ['tags.:x', 0, 5, /name of an attribute/],
    ['time:yesterday', 5, 9, /a time such as/],
    ['time:2026-99-99', 5, 10, /a time such as/],
  ])('%s', (text, position, length, message) => {
    const reading = parseSearch(text, INTERACTION_FIELDS)
    expect(reading).toMatchObject({ ok: false, position, length })
    expect(reading.ok ? '' : reading.message).toMatch(message)
  })
})

describe('limits', () => {
  test.each<[string, string]>([
    ['too long', 'a'.repeat(4097)],
    ['too deep', `${'('.repeat(40)}a${')'.repeat(40)}`],
    ['too many negations', `${'-'.repeat(40)}a`],
    ['too many words', 'a '.repeat(31)],
    ['too many values', `model:(${'a '.repeat(121)})`],
    ['too many attributes', 'a:b '.repeat(41)],
  ])('%s', (_, text) => {
    expect(parseSearch(text, TRACE_FIELDS)).toMatchObject({ ok: false, message: expect.stringMatching(/at most/) })
  })
})

const pieces = fc.constantFrom(
  'status:',
  'latency:',
  'cost:',
  'model:',
  'tags.x:',
  'prompt:',
  'streaming:',
  'time:',
  'tokens:',
  '"',
  '(',
  ')',
  ' ',
  ' ',
  '-',
  'OR',
  'AND',
  'NOT',
  '>',
  '<=',
  '=',
  '..',
  '1',
  '2s',
  '0.5',
  '4k',
  'true',
  'error',
  'gpt',
  '*',
  '?',
  '\\',
  ',',
  ':',
  'now-1h',
  '\u0000',
  '\ud800',
  '日本',
  '//',
  '.',
  '/',
  '\n',
)
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(pieces, { maxLength: 24 }).map((parts) => parts.join('')),
)

describe('properties', () => {
  test('never throws, and a mistake lies within the text', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const reading = parseSearch(text, INTERACTION_FIELDS)
        if (reading.ok) return
        expect(reading.position).toBeGreaterThanOrEqual(0)
        expect(reading.position + reading.length).toBeLessThanOrEqual(text.length)
        expect(reading.message).not.toBe('')
      }),
      { numRuns: 3000 },
    )
  })

  test('what is printed reads as the same terms', () => {
    fc.assert(
      fc.property(hostile, fc.constantFrom(INTERACTION_FIELDS, TRACE_FIELDS), (text, fields) => {
        const reading = parseSearch(text, fields)
        if (!reading.ok) return
        const printed = printSearch(reading.terms, fields)
        const again = parseSearch(printed, fields)
        expect(again.ok, printed).toBe(true)
        expect(again.ok && again.terms.map(withoutPlaces)).toEqual(reading.terms.map(withoutPlaces))
      }),
      { numRuns: 5000 },
    )
  })

  test('a value of a facet, printed, looks for that value', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
        fc.constantFrom('model', 'tags.http.route', 'tags.odd key "x"'),
        (value, name) => {
          const reading = parseSearch(printFieldValue(name, value, INTERACTION_FIELDS), INTERACTION_FIELDS)
          expect(reading.ok && reading.terms.map(withoutPlaces)).toMatchObject([{ test: { kind: 'match', pattern: [{ text: value }] } }])
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('a term covers its own text', () => {
    const text = ' status:error  -"rate limit"   model:(a OR b) '
    const reading = parseSearch(text, TRACE_FIELDS)
    const covered = reading.ok ? reading.terms.map(({ position, length }) => text.slice(position, position + length)) : []
    expect(covered).toEqual(['status:error', '-"rate limit"', 'model:(a OR b)'])
  })
})

function withoutPlaces(term: Term): unknown {
  const { position: _position, length: _length, ...rest } = term
  if (rest.kind === 'not') return { ...rest, term: withoutPlaces(rest.term) }
  if (rest.kind === 'and' || rest.kind === 'or') return { ...rest, terms: rest.terms.map(withoutPlaces) }
  return rest
}
