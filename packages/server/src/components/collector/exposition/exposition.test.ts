/** The cases of the OpenMetrics project, and what the older format allows beside. */
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ExpositionError } from './exposition.ts'
import { parseOpenMetrics } from './open-metrics.ts'
import { parseTextFormat } from './text-format.ts'

const cases = JSON.parse(readFileSync(new URL('../../../../test/fixtures/metrics/openmetrics-cases.json', import.meta.url), 'utf8')) as {
  name: string
  shouldParse: boolean
  text: string
}[]

describe('OpenMetrics', () => {
  it.each(cases.map(({ name, shouldParse, text }) => [shouldParse ? 'takes' : 'refuses', name, text] as const))(
    '%s %s',
    (what, _name, text) => {
      if (what === 'takes') expect(parseOpenMetrics(text).length).toBeGreaterThan(0)
      else expect(() => parseOpenMetrics(text)).toThrow(ExpositionError)
    },
  )

  it('reads everything a line can say', () => {
    const text = [
      '# TYPE a_seconds histogram',
      '# UNIT a_seconds seconds',
      '# HELP a_seconds Time\\nspent',
      'a_seconds_bucket{x="1",le="0.5"} 1 12.5 # {trace_id="abc"} 0.25 12.4',
      'a_seconds_bucket{x="1",le="+Inf"} 3 12.5',
      'a_seconds_count{x="1"} 3 12.5',
      'a_seconds_sum{x="1"} 4.5 12.5',
      '# TYPE b counter',
      'b_total{} 1e3',
      'b_created 100',
      '{"with.dots",path="C:\\\\x \\"y\\""} -Inf',
      '# EOF',
      '',
    ].join('\n')
    const [a, b, c] = parseOpenMetrics(text)
    expect(a).toMatchObject({ name: 'a_seconds', type: 'histogram', unit: 'seconds', help: 'Time\nspent' })
    expect(a?.samples[0]).toEqual({
      name: 'a_seconds_bucket',
      labels: [
        ['x', '1'],
        ['le', '0.5'],
      ],
      value: 1,
      timestampMs: 12_500,
      exemplar: { labels: [['trace_id', 'abc']], value: 0.25, timestampMs: 12_400 },
    })
    expect(b?.samples.map(({ name, value }) => [name, value])).toEqual([
      ['b_total', 1000],
      ['b_created', 100],
    ])
    expect(c).toMatchObject({ name: 'with.dots', samples: [{ labels: [['path', 'C:\\x "y"']], value: Number.NEGATIVE_INFINITY }] })
  })

  it.each([
    ['no end', 'a 1\n'],
    ['a carriage return', 'a 1\r\n# EOF\n'],
    ['a blank line', 'a 1\n\n# EOF\n'],
    ['interleaved metrics', '# TYPE a gauge\na 1\nb 1\na 2\n# EOF\n'],
    ['a label twice', 'a{x="1",x="2"} 1\n# EOF\n'],
    ['an exemplar that is too long', `# TYPE a counter\na_total 1 # {a="${'x'.repeat(128)}"} 1\n# EOF\n`],
    ['a negative counter', '# TYPE a counter\na_total -1\n# EOF\n'],
    ['two spaces', 'a  1\n# EOF\n'],
    ['a counter without _total', '# TYPE a counter\na 1\n# EOF\n'],
    ['buckets that fall', '# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\n# EOF\n'],
  ])('refuses %s', (_what, text) => expect(() => parseOpenMetrics(text)).toThrow(ExpositionError))

  it('says in which line', () => expect(() => parseOpenMetrics('a 1\nb x\n# EOF\n')).toThrow('line 2: the value is not a number'))
})

describe('text 0.0.4', () => {
  it('is forgiving where its senders are', () => {
    const text =
      '# a comment\n\n# HELP http_total All\\\\ of them\n# TYPE http_total counter\nhttp_total{a="b", c="d",}  5  1700000000000\n\t up 1 \n'
    const [http, up] = parseTextFormat(text)
    expect(http).toMatchObject({ type: 'counter', help: 'All\\ of them', samples: [{ value: 5, timestampMs: 1_700_000_000_000 }] })
    expect(up).toMatchObject({ name: 'up', type: 'unknown' })
  })

  it('joins the parts of histograms and summaries', () => {
    const text =
      '# TYPE h histogram\nh_bucket{le="1"} 1\nh_bucket{le="+Inf"} 2\nh_sum 3\nh_count 2\n# TYPE s summary\ns{quantile="0.5"} 1\ns_count 4\n'
    expect(parseTextFormat(text).map(({ name, samples }) => [name, samples.length])).toEqual([
      ['h', 4],
      ['s', 2],
    ])
  })

  it.each(['a 1', 'a{b=1} 1\n', 'a{b="1} 1\n', 'a b\n', '1a 1\n', 'a 1 1.5\n', '# TYPE a nonsense\n', 'a 1\n# TYPE a gauge\n'])(
    'refuses %s',
    (text) => expect(() => parseTextFormat(text)).toThrow(ExpositionError),
  )
})

it('any text either is an exposition or is refused, and never anything else', () => {
  const pieces = fc.constantFrom(
    'a',
    '{',
    '}',
    '"',
    '\\',
    ',',
    '=',
    ' ',
    '\n',
    '#',
    ' # ',
    'TYPE',
    'HELP',
    'UNIT',
    ' counter',
    '1',
    'NaN',
    '_total',
    '# EOF',
    'le="+Inf"',
    '\u{1f600}',
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
      for (const parse of [parseOpenMetrics, parseTextFormat]) {
        try {
          parse(parts.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(ExpositionError)
        }
      }
    }),
    { numRuns: 2000 },
  )
})
