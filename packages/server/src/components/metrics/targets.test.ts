/** How targets are kept: above all, that what is secret is given once and never shown, and goes nowhere else. */
import { type KnownTarget, knownTarget } from '@relayscope/contract'
import { beforeEach, describe, expect, it } from 'vitest'
import { createScraper } from './scrape-job.ts'
import type { TargetRecord, TargetStore } from './store.ts'
import { createTargets, parseTargets, type Targets } from './targets.ts'

let kept: Map<string, TargetRecord>
let targets: Targets
beforeEach(() => {
  kept = new Map()
  const store: TargetStore = {
    all: async () => [...kept.values()],
    of: async () => [...kept.values()],
    put: async (record) => void kept.set(record.id, record),
    remove: async (_project, id) => kept.delete(id),
  }
  targets = createTargets(store, undefined)
})

const written = (more: object = {}) => ({
  ...parseTargets(JSON.stringify({ targets: [{ job: 'a', url: 'http://one:9100/metrics' }] }))[0]!.target,
  ...more,
})
const token = { authorization: { type: 'bearer' as const, token: 'very-secret' } }
const shown = (record: TargetRecord): KnownTarget => createScraper({} as never).known(record)

describe('the authorization of a target', () => {
  it('is kept, and told without what is secret', async () => {
    const record = await targets.create('default', written(token))
    expect(record.authorization).toEqual(token.authorization)
    expect(knownTarget.parse(shown(record)).authorization).toEqual({ type: 'bearer' })
    const basic = await targets.create('default', written({ authorization: { type: 'basic', username: 'u', password: 'very-secret' } }))
    expect(shown(basic).authorization).toEqual({ type: 'basic', username: 'u' })
    for (const each of [record, basic]) expect(JSON.stringify([shown(each), each.target])).not.toContain('very-secret')
  })

  it('stays where a change does not name it, and goes with null', async () => {
    const { id } = await targets.create('default', written(token))
    expect((await targets.update('default', id, written({ interval: '1m' }))).authorization).toEqual(token.authorization)
    expect((await targets.update('default', id, written({ authorization: null }))).authorization).toBeUndefined()
    expect(shown(kept.get(id) as TargetRecord).authorization).toBeNull()
  })

  it('is not taken along to another server', async () => {
    const { id } = await targets.create('default', written(token))
    await expect(targets.update('default', id, written({ url: 'http://two:9100/metrics' }))).rejects.toThrow('another server')
    await targets.update('default', id, written({ url: 'http://one:9100/other' }))
    expect((await targets.update('default', id, written({ url: 'http://two:9100/metrics', ...token }))).authorization).toEqual(
      token.authorization,
    )
  })

  it('may stand in the file too', () => {
    const [record] = parseTargets(JSON.stringify({ targets: [{ job: 'a', url: 'http://one/metrics', ...token }] }))
    expect(record?.authorization).toEqual(token.authorization)
    expect(JSON.stringify(record?.target)).not.toContain('very-secret')
    expect(() =>
      parseTargets(JSON.stringify({ targets: [{ job: 'a', url: 'http://one', authorization: { type: 'bearer', token: 'a\r\nb' } }] })),
    ).toThrow('printable')
  })
})
