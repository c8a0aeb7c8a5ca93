import type { CallFigures } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { compareInvoice, type RecordedModel } from './compare-invoice.ts'
import { printDecimal } from '../../kit/decimal.ts'
import { INVOICE_SCALE, readInvoice } from './read-invoice.ts'

describe('an export', () => {
  it("is OpenAI's costs, by line item", () => {
    const csv = [
      'start_time,start_time_iso,amount_value,amount_currency,line_item,project_id',
      '1772323200,2026-03-01T00:00:00+00:00,0.5,usd,"gpt-4o-2024-08-06, input",p',
      '1772323200,2026-03-01T00:00:00+00:00,1.25,usd,"gpt-4o-2024-08-06, output",p',
    ].join('\n')
    expect(readInvoice(csv)).toMatchObject({
      format: 'openai-costs',
      currency: 'USD',
      rows: [{ day: '2026-03-01', model: 'gpt-4o-2024-08-06', cost: 1_750_000_000_000_000_000n }],
    })
  })

  it("is OpenAI's usage, whose input has the cached tokens in it", () => {
    const csv =
      'start_time,model,num_model_requests,input_tokens,input_cached_tokens,output_tokens\n1772323200,o3,2,100,40,7\n1772326800,o3,1,10,0,3\n'
    expect(readInvoice(csv)).toMatchObject({
      format: 'openai-usage',
      rows: [{ day: '2026-03-01', requests: 3, inputTokens: 110, cachedTokens: 40, outputTokens: 10, cost: undefined }],
    })
  })

  it("is Anthropic's usage, whose input leaves the cached tokens out", () => {
    const csv =
      'usage_date_utc,model_version,usage_input_tokens_no_cache,usage_input_tokens_cache_write_5m,usage_input_tokens_cache_write_1h,usage_input_tokens_cache_read,usage_output_tokens\n2026-03-01,claude-opus-4-5-20251101,10,20,30,40,5\n'
    expect(readInvoice(csv)).toMatchObject({ format: 'anthropic-usage', rows: [{ inputTokens: 100, cachedTokens: 40, outputTokens: 5 }] })
  })

  it.each([
    ['2026-03-01', '2026-03-01'],
    ['2026-03-01T22:30:00-08:00', '2026-03-02'],
    ['2026-03-02T00:30:00+0100', '2026-03-01'],
    ['2026-03-01 23:59:59 UTC', '2026-03-01'],
    ['2026-03-01T00:00:00+01:00', '2026-03-01'],
    ['1772323200', '2026-03-01'],
    ['1772323200000', '2026-03-01'],
  ])('has the day of %s in UTC', (text, day) => {
    expect(readInvoice(`date,model,cost\n${text},o3,1\n`).rows).toMatchObject([{ day }])
  })

  it.each([
    ['"$1,234.50"', '1234.5', 'USD'],
    ['"1.234,50 €"', '1234.5', 'EUR'],
    ['"0,5"', '0.5', 'USD'],
    ['£2', '2', 'GBP'],
    ['(0.75)', '-0.75', 'USD'],
    ['-0.75', '-0.75', 'USD'],
    ['5.2e-05', '0.000052', 'USD'],
  ])('has the amount %s', (text, amount, currency) => {
    const { rows, ...read } = readInvoice(`date,model,cost\n2026-03-01,o3,${text}\n`)
    expect([printDecimal(rows[0]?.cost ?? 0n, INVOICE_SCALE), read.currency]).toEqual([amount, currency])
  })

  it('may begin with a byte order mark, quote its names, use semicolons and end with a total', () => {
    const csv = '\ufeff"Usage Date";"Model Name";"Cost (USD)"\r\n"2026-03-01";"o3; fast";"1.5"\r\n"Total";;"1.5"\r\n'
    expect(readInvoice(csv)).toMatchObject({ rows: [{ day: '2026-03-01', model: 'o3; fast', cost: 15n * 10n ** 17n }] })
  })

  it('with writes to a cache whole and in parts counts them once', () => {
    const csv =
      'date,model,uncached_input_tokens,cache_creation_input_tokens,ephemeral_5m_input_tokens,ephemeral_1h_input_tokens,output_tokens\n2026-03-01,claude,10,50,20,30,5\n'
    expect(readInvoice(csv)).toMatchObject({ rows: [{ inputTokens: 60 }] })
  })

  it('that cannot be read says where', () => {
    expect(() => readInvoice('date,model,cost\n2026-03-01,o3,$1\n2026-03-01,o3,€1\n')).toThrow(/several currencies/)
    expect(() => readInvoice('date,model,cost\n03/01/2026,o3,1\n')).toThrow(/no day in line 2/)
    expect(() => readInvoice('a,b\n1,2\n')).toThrow(/column with the day/)
    expect(() => readInvoice('date,model,cost\n2026-03-01,o3,cheap\n')).toThrow(/line 2/)
    expect(() => readInvoice('date,model,cost\nyesterday,o3,1\n')).toThrow(/no day in line 2/)
    expect(() => readInvoice('date,model,cost,currency\n2026-03-01,o3,1,USD\n2026-03-01,o3,1,EUR\n')).toThrow(/several currencies/)
  })
})

describe('a comparison', () => {
  const figures = (over: Partial<CallFigures> & { usd?: string }): CallFigures =>
    ({
      calls: 10,
      attempts: 10,
      promptTokens: 1000,
      cachedTokens: 0,
      responseTokens: 100,
      callsWithoutCost: 0,
      callsWithoutTokens: 0,
      callsWithEstimatedTokens: 0,
      costs: [{ currency: 'USD', decimal: over.usd ?? '1', amount: 1, calls: 10 }],
      ...over,
    }) as CallFigures
  const recorded = (over: Parameters<typeof figures>[0] = {}, day = '2026-03-01'): RecordedModel => ({
    day,
    model: 'gpt-4o',
    figures: figures(over),
  })
  const invoice = (over: object = {}, day = '2026-03-01') => ({
    day,
    model: 'gpt-4o-2024-08-06',
    cost: 10n ** 18n,
    requests: 10,
    inputTokens: 1000,
    cachedTokens: 0,
    outputTokens: 100,
    ...over,
  })
  const cause = (theirs: object, ours: Parameters<typeof figures>[0]) =>
    compareInvoice([invoice(theirs)], [recorded(ours)], 'USD')[0]?.cause

  it('agrees where it does, whatever the model is called', () => {
    expect(compareInvoice([invoice()], [recorded()], 'USD')).toMatchObject([{ cause: 'agrees', difference: '0', recorded: { cost: '1' } }])
  })

  it.each([
    ['calls_not_reported', { cost: 2n * 10n ** 18n, inputTokens: 2000 }, {}],
    ['calls_not_billed', { cost: 5n * 10n ** 17n, inputTokens: 500 }, {}],
    ['retries', { cost: 12n * 10n ** 17n, inputTokens: 1200 }, { attempts: 12 }],
    ['unknown_cost', { cost: 2n * 10n ** 18n }, { callsWithoutCost: 5 }],
    ['cached_tokens', { cost: 8n * 10n ** 17n, cachedTokens: 500 }, {}],
    ['tier', { cost: 5n * 10n ** 17n }, {}],
    ['price', { cost: 9n * 10n ** 17n }, {}],
  ] as const)('finds the cause: %s', (expected, theirs, ours) => {
    expect(cause(theirs, ours)).toBe(expected)
  })

  it('sees what moved over midnight, and what only one side has', () => {
    const lines = compareInvoice(
      [invoice({ cost: 15n * 10n ** 17n, inputTokens: 1500 }), invoice({ cost: 5n * 10n ** 17n, inputTokens: 500 }, '2026-03-02')],
      [recorded(), recorded({}, '2026-03-02')],
      'USD',
    )
    expect(lines.map((line) => line.cause)).toEqual(['day_boundary', 'day_boundary'])
    expect(compareInvoice([invoice()], [], 'USD')).toMatchObject([{ cause: 'calls_not_reported', difference: '1' }])
    expect(compareInvoice([], [recorded()], 'USD')).toMatchObject([{ cause: 'calls_not_billed', difference: '-1' }])
  })

  it('compares one currency only', () => {
    expect(
      compareInvoice([invoice()], [recorded({ costs: [{ currency: 'EUR', decimal: '1', amount: 1, calls: 1 }] })], 'USD')[0]?.recorded.cost,
    ).toBe('0')
  })
})
