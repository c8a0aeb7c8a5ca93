import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { INTERACTION_FIELDS, parseSearch } from '../search.ts'
import { dashboardVariable } from './dashboard.ts'
import { chosenValues, fillParameters, fillText } from './dashboard-variables.ts'

const values = { provider: ['openai'], model: ['gpt-4o', 'o3'], region: [] }
const fill = (parameters: Record<string, unknown>) => fillParameters(parameters, values)

describe('variables in what a widget asks', () => {
  it('stand for one value, for a list of several, and take the parameter along where all is meant', () => {
    expect(fill({ filters: { provider: '$provider', model: '${model}', region: '$region', stays: '$unknown' } })).toEqual({
      filters: { provider: 'openai', model: ['gpt-4o', 'o3'], stays: '$unknown' },
    })
    expect(fill({ groupBy: ['a', '$model', '$region'], nested: [['$provider']] })).toEqual({
      groupBy: ['a', 'gpt-4o', 'o3'],
      nested: [['openai']],
    })
  })

  it('stand for the first value within a longer text', () => {
    expect(fill({ metric: '$provider.latency.p95', other: '$region.x', price: '5$' })).toEqual({
      metric: 'openai.latency.p95',
      other: '.x',
      price: '5$',
    })
  })

  it('are quoted in a search, and their term goes where all is meant', () => {
    expect(fill({ q: 'status:error provider:$provider -model:$model region:$region slow' })).toEqual({
      q: 'status:error provider:"openai" -model:("gpt-4o" OR "o3")  slow',
    })
  })

  it('never change what a search asks beside their own term', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 1, maxLength: 40 }), { minLength: 1, maxLength: 4 }), (provider) => {
        const { q } = fillParameters({ q: 'status:error provider:$provider' }, { provider })
        const reading = parseSearch(String(q), INTERACTION_FIELDS)
        expect(reading.ok && reading.terms.length).toBe(2)
      }),
    )
  })

  it('leave everything alone that is no text', () => {
    const given = { top: 5, deep: { on: true, none: null, list: [1, [2]] } }
    expect(fill(given)).toEqual(given)
    expect(Object.getPrototypeOf(fill(JSON.parse('{"__proto__": {"x": "$provider"}}') as Record<string, unknown>))).toBe(Object.prototype)
  })

  it('are read in titles', () => {
    expect(fillText('$model of ${provider}, $region, $5 and $other', values)).toBe('gpt-4o, o3 of openai, all, $5 and $other')
  })
})

it('what was chosen stands before the defaults, and one value is one', () => {
  const variables = ['a', 'b', 'c'].map((name) => dashboardVariable.parse({ name, many: name === 'b', default: ['x', 'y'] }))
  expect(chosenValues(variables, { b: ['1', '2'], c: [], d: ['ignored'] })).toEqual({ a: ['x'], b: ['1', '2'], c: [] })
})
