import type { ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLiveHub } from './live.ts'

function response(options?: { stuck: boolean }) {
  const stream = new PassThrough({ highWaterMark: 1 })
  let text = ''
  if (!options?.stuck) stream.on('data', (chunk) => (text += String(chunk)))
  const made = Object.assign(stream, { writeHead: () => made })
  return { response: made as unknown as ServerResponse, text: () => text, stream }
}

const fact = { project: 'p', spans: 8, logs: 0, traces: 1, points: 0, interactions: 1, decisions: 0, newestMs: 5 }
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('live views', () => {
  it('tells the listeners of a project that rows were stored, and nobody else', async () => {
    const hub = createLiveHub()
    const mine = response()
    const other = response()
    hub.listen('p', mine.response)
    hub.listen('q', other.response)
    hub.publish([fact])
    await turn()
    expect(mine.text()).toContain('event: stored\ndata: {"traces":1,"interactions":1,"decisions":0,"points":0,"newestMs":5}\n\n')
    expect(other.text()).not.toContain('stored')
    hub.close()
  })

  it('lets a listener go that does not read', async () => {
    const hub = createLiveHub()
    const stuck = response({ stuck: true })
    hub.listen('p', stuck.response)
    for (let times = 0; times < 2000; times++) hub.publish([fact])
    await turn()
    expect(stuck.stream.destroyed).toBe(true)
    expect(hub.listeners).toBe(0)
    hub.close()
  })

  it('forgets a listener that went away', async () => {
    const hub = createLiveHub()
    const mine = response()
    hub.listen('p', mine.response)
    mine.stream.destroy()
    await turn()
    expect(hub.listeners).toBe(0)
    hub.close()
  })
})
