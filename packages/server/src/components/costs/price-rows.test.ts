import { newPriceTable } from '@relayscope/contract'
import { describe, expect, it } from 'vitest'
import { createPricer, readPriceTable } from '../../flows/price/index.ts'
import { rowsOfUpload, tablesOfRows } from './price-rows.ts'

const head = { version: 'contract-7', validFrom: '2026-01-01' }
const upload = (part: object) => rowsOfUpload(newPriceTable.parse({ ...head, ...part }))
const refusal = (part: object): string => {
  try {
    upload(part)
    return ''
  } catch (error) {
    return (error as Error).message
  }
}
const row = { provider: 'openai', model: 'gpt-4o', prices: { input: '0.000001', output: '0.000002' } }

describe('an upload', () => {
  it('may be rows, a CSV per token or per million, or a LiteLLM file', () => {
    expect(upload({ rows: [row] })).toEqual([{ ...row, currency: 'USD', validFrom: '2026-01-01' }])
    const csv =
      'provider,model,aliases,currency,validTo,perMillion.input,output,input>200000@flex\nopenai,gpt-4o,best|big,EUR,2026-07-01,2.5,0.000002,\n'
    expect(upload({ csv })).toEqual([
      {
        provider: 'openai',
        model: 'gpt-4o',
        aliases: ['best', 'big'],
        currency: 'EUR',
        validFrom: '2026-01-01',
        validTo: '2026-07-01',
        prices: { input: '0.0000025', output: '0.000002' },
      },
    ])
    const litellm = { sample_spec: {}, 'gpt-4o': { litellm_provider: 'openai', input_cost_per_token: 2.5e-7, max_tokens: 9 }, odd: 7 }
    expect(upload({ litellm })).toEqual([
      { provider: 'openai', model: 'gpt-4o', currency: 'USD', validFrom: '2026-01-01', prices: { input: '0.00000025' } },
    ])
  })

  it('is refused as a whole, with the place of what is wrong', () => {
    expect(refusal({ rows: [] })).toContain('at least one row')
    expect(refusal({ rows: [{ ...row, prices: { cheap: '1' } }] })).toContain('rows[0]: "cheap" is the name of no price')
    expect(refusal({ rows: [row, { ...row, validTo: '2025-01-01' }] })).toContain('rows[1]: validTo must be after validFrom')
    expect(refusal({ rows: [row, { ...row, model: 'GPT-4o', validFrom: '2026-05-01' }] })).toContain('rows[1]: says the same as rows[0]')
    expect(refusal({ csv: 'provider,model,input\nopenai,gpt-4o,cheap\n' })).toContain('csv line 2: prices.input')
    expect(refusal({ csv: 'provider,model,input\n,gpt-4o,1\n' })).toContain('csv line 2: provider')
    expect(newPriceTable.safeParse(head).success).toBe(false)
    expect(newPriceTable.safeParse({ ...head, rows: [row], csv: '' }).success).toBe(false)
    expect(newPriceTable.safeParse({ ...head, rows: [{ ...row, prices: { input: '-1' } }] }).success).toBe(false)
  })
})

describe('the tables of rows', () => {
  it('are one per period and currency, with regions, tiers and aliases in them', () => {
    const rows = upload({
      rows: [
        { ...row, aliases: ['best'] },
        { ...row, tier: 'batch', prices: { input: '0.0000005' } },
        { ...row, region: 'eu', prices: { input: '0.000009' } },
        { ...row, model: 'gpt-5', validFrom: '2026-06-01' },
        { ...row, model: 'gpt-6', currency: 'EUR' },
      ],
    })
    const tables = tablesOfRows('contract-7', 'paper', rows).map(readPriceTable)
    expect(tables.map(({ currency, validFrom, models }) => [currency, validFrom, models.length])).toEqual([
      ['USD', '2026-01-01', 3],
      ['USD', '2026-06-01', 1],
      ['EUR', '2026-01-01', 1],
    ])
    const pricer = createPricer(() => [])
    pricer.useOwn('p', tables)
    const cost = (over: object) => {
      const call = {
        provider: 'openai',
        servedModel: 'gpt-4o',
        requestedModel: '',
        region: '',
        operation: 'chat',
        serviceTier: '',
        tags: {},
      }
      const startNs = BigInt(Date.parse('2026-07-01')) * 1_000_000n
      return pricer.quote('p', { ...call, startNs, promptTokens: 1_000_000, responseTokens: 0, ...over })?.total
    }
    const one = 10n ** 30n
    expect(cost({})).toBe(one)
    expect(cost({ servedModel: 'best' })).toBe(one)
    expect(cost({ serviceTier: 'batch' })).toBe(one / 2n)
    expect(cost({ region: 'eu' })).toBe(9n * one)
    expect(cost({ region: 'us' })).toBe(one)
    expect(cost({ servedModel: 'gpt-6' })).toBe(one)
    expect(cost({ servedModel: 'gpt-7' })).toBeUndefined()
  })
})
