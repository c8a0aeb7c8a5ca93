import { privacySettings } from '@relayscope/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { nsAgo, openReadSide, type ReadSide } from '../../../test/read-side.ts'
import { testClock } from '../../kit/clock.ts'
import { sql } from '../../planes/telemetry/statement.ts'
import { keepRetention } from './retention-job.ts'

let side: ReadSide
beforeAll(async () => void (side = await openReadSide(async () => {})))
afterAll(() => side.close())

const DAY_MS = 86_400_000
const count = async (what: 'content' | 'spans' | 'interactions') => {
  const tables = { content: sql`content`, spans: sql`spans`, interactions: sql`interactions` }
  const [row] = await side.plane.select<{ found: string }>(sql`SELECT count() AS found FROM ${tables[what]}`)
  return Number(row?.found)
}

test('content and metadata go at the age each project has set, and other projects keep theirs', async () => {
  const nowMs = Date.now()
  for (const project of ['p', 'q'])
    for (const [id, days] of [
      ['new', 0],
      ['old', 5],
      ['ancient', 13],
    ] as const) {
      const received_at = Math.floor((nowMs - days * DAY_MS) / 1000)
      const common = { project, received_at, start_time: nsAgo(days * DAY_MS) }
      await side.insert('interactions', [{ ...common, id, version: 1, prompt_preview: 'hello', prompt_length: 500, tool_calls: '[]' }])
      await side.insert('content', [{ ...common, interaction_id: id, version: 1, prompt: 'hello'.repeat(100) }])
      await side.insert('spans', [
        {
          ...common,
          trace_id: id,
          span_id: '1',
          attrs: [
            ['gen_ai.prompt', 'hello'],
            ['note', 'kept'],
          ],
          events: '[]',
        },
      ])
    }
  const settings = privacySettings.parse({ retention: { contentDays: 2, metadataDays: 10 } })
  const parts = {
    telemetry: side.plane,
    settings: { news: async () => ({ masterKey: new Uint8Array(32), projects: [{ project: 'p', settings }] }) },
    clock: testClock(nowMs),
    contentKeys: ['gen_ai.prompt'],
  }
  for (let pass = 0; pass < 2; pass++) await keepRetention(parts, async () => true)
  expect(await count('content')).toBe(4)
  expect(await count('interactions')).toBe(5)
  expect(await count('spans')).toBe(5)
  const [old] = await side.plane.select<{ preview: string; attrs: Record<string, string>; events: string }>(sql`
    SELECT prompt_preview AS preview, s.attrs AS attrs, s.events AS events FROM interactions JOIN spans AS s ON s.trace_id = interactions.id AND s.project = interactions.project
    WHERE interactions.project = 'p' AND interactions.id = 'old'`)
  expect(old).toEqual({ preview: '', attrs: { note: 'kept' }, events: '' })
})
