/** Pull: a real exporter, and targets that do everything a target must not. P-numbers name the rules. */
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { type ScrapeAuthorization, scrapeTarget } from '@relayscope/contract'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type MetricSide, openMetricSide } from '../../../test/metric-side.ts'
import { freePort, program, startPeer } from '../../../test/prometheus.ts'
import { systemClock, testClock } from '../../kit/clock.ts'
import { createLog } from '../../kit/log.ts'
import { createScraper } from './scrape-job.ts'
import { scrapeOnce } from './scrape.ts'
import { createTargetStore } from './store.ts'
import { createTargetFile, createTargets } from './targets.ts'

let side: MetricSide
beforeAll(async () => {
  side = await openMetricSide()
})
afterAll(() => side.close())

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

const serve = (listener: RequestListener): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`),
    )
    servers.push(server)
  })
const answering = (body: string | Buffer, headers: Record<string, string> = { 'content-type': 'text/plain; version=0.0.4' }) =>
  serve((_request, response) => response.writeHead(200, headers).end(body))
const OM = { 'content-type': 'application/openmetrics-text; version=1.0.0; charset=utf-8' }

let next = 0
const scrape = (url: string, more: object = {}, authorization?: ScrapeAuthorization) => {
  const job = `job-${next++}`
  const target = scrapeTarget.parse({ job, url, timeout: '1s', ...more })
  const record = { id: job, project: 'default', source: 'api' as const, target, authorization }
  return { job, record, again: () => scrapeOnce(record, { submit: (submission) => side.submit(submission) }, systemClock()) }
}
const once = async (url: string, more: object = {}) => {
  const { job, again } = scrape(url, more)
  return { job, state: await again() }
}
const value = async (metric: string, job: string, more: object = {}) => {
  const frame = await side.query({ metric: `${metric}.max`, filters: { job, ...more }, from: 'now-1m', to: 'now', step: '1h' })
  return frame.series[0]?.values.at(-1)
}

describe('a scrape', () => {
  it('P1: says what it understands and how long it waits', async () => {
    let headers: Record<string, unknown> = {}
    await once(
      await serve((request, response) => {
        headers = request.headers
        response.setHeader('content-type', 'text/plain').end('a 1\n')
      }),
    )
    expect(headers).toMatchObject({ 'accept-encoding': 'gzip', 'user-agent': 'Relayscope', 'x-prometheus-scrape-timeout-seconds': '1' })
    expect(headers['accept']).toMatch(/^application\/openmetrics-text;version=1\.0\.0;q=0\.7,.*text\/plain;version=0\.0\.4;q=0\.5/)
  })

  it('shows the password it was given, on the way to the same server only', async () => {
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      asked.push(request.headers.authorization)
      if (request.url === '/metrics') response.writeHead(302, { location: '/moved' }).end()
      else response.setHeader('content-type', 'text/plain').end('a 1\n')
    })
    const { again } = scrape(url, {}, { type: 'basic', username: 'who', password: 'p:w' })
    expect((await again()).health).toBe('up')
    expect(asked).toEqual(Array(2).fill(`Basic ${Buffer.from('who:p:w').toString('base64')}`))
    await scrape(url, {}, { type: 'bearer', token: 't' }).again()
    expect(asked[2]).toBe('Bearer t')
    const refusing = await serve((_request, response) => response.writeHead(401).end())
    expect((await once(refusing)).state.lastError).toBe('the target answered with status 401')
  })

  it('P2: stores the samples with job and instance, and says how it went', async () => {
    const url = await answering('# TYPE hits counter\nhits{path="/"} 5\nhits{path="/x"} NaN\nload 0.5\n')
    const { job, state } = await once(url, { labels: { region: 'eu' } })
    expect(state).toMatchObject({ health: 'up', lastError: null, samples: 2 })
    expect(await value('up', job, { instance: new URL(url).host, region: 'eu' })).toBe(1)
    expect(await value('load', job)).toBe(0.5)
    expect(await value('scrape_samples_scraped', job)).toBe(3)
    expect(await value('scrape_series_added', job)).toBe(3)
    expect(await value('scrape_duration_seconds', job)).toBeGreaterThan(0)
  })

  it('P2: a label that both have is the target’s own, or is renamed', async () => {
    const url = await answering('honest{job="theirs"} 7\n')
    const { job } = await once(url)
    expect(await value('honest', job, { exported_job: 'theirs' })).toBe(7)
    await once(url, { job: 'ours', honorLabels: true })
    expect(await value('honest', 'theirs')).toBe(7)
  })

  it('P2: a target that stops answering is down, and its series end', async () => {
    const { job, again } = scrape(await answering('gone 1\n'))
    expect((await again()).health).toBe('up')
    servers.at(-1)?.closeAllConnections()
    await new Promise((resolve) => servers.pop()?.close(resolve))
    const state = await again()
    expect(state).toMatchObject({ health: 'down', lastError: 'the target could not be read (ECONNREFUSED)' })
    const last = await side.query({ metric: 'up.min', filters: { job }, from: 'now-1m', step: '1h' })
    expect(last.series[0].values.at(-1)).toBe(0)
  })

  it('P3, P4: reads either format by what the target says it is, and the fallback where it says nothing', async () => {
    const om = '# TYPE c counter\nc_total 3\n# EOF\n'
    expect((await once(await answering(om, OM))).state.health).toBe('up')
    expect((await once(await answering(gzipSync(om), { ...OM, 'content-encoding': 'gzip' }))).state.health).toBe('up')
    expect((await once(await answering(om, {}), { fallbackFormat: 'open-metrics' })).state.health).toBe('up')
    expect((await once(await answering('a 1\n', {}))).state.health).toBe('up')
  })

  it('P4: an exposition that is partly invalid is refused whole', async () => {
    const { job, state } = await once(await answering('good 1\nbad x\n# EOF\n', OM))
    expect(state).toMatchObject({ health: 'down', lastError: 'line 2: the value is not a number' })
    expect(await value('good', job)).toBeUndefined()
    expect(await value('up', job)).toBe(0)
  })

  it('histograms have percentiles', async () => {
    let count = 0
    const { job, again } = scrape(
      await serve((_request, response) => {
        count += 100
        response
          .setHeader('content-type', 'text/plain')
          .end(
            `# TYPE lat histogram\nlat_bucket{le="1"} 0\nlat_bucket{le="2"} ${count}\nlat_bucket{le="+Inf"} ${count}\nlat_sum ${count * 1.5}\nlat_count ${count}\n`,
          )
      }),
    )
    await again()
    await again()
    const ask = async (metric: string) =>
      (await side.query({ metric, filters: { job }, from: 'now-1m', step: '1h' })).series[0]?.values.at(-1)
    expect(await ask('lat.count')).toBe(100)
    expect(await ask('lat.p95')).toBeGreaterThan(1.5)
    expect(await ask('lat.p95')).toBeLessThanOrEqual(2)
  })
})

describe('limits fail the whole scrape', () => {
  it.each([
    ['samples', { sampleLimit: 1 }, 'there are 2 samples, more than the limit of 1'],
    ['labels', { labelLimit: 3 }, 'a sample has 4 labels, more than the limit of 3'],
    ['names of labels', { labelNameLengthLimit: 3 }, 'the name of a label is longer than 3'],
    ['values of labels', { labelValueLengthLimit: 3 }, 'the value of a label is longer than 3'],
  ])('P2: %s', async (_what, limits, message) => {
    const { job, state } = await once(await answering('a{long="valued",b="1"} 1\nc 1\n'), limits)
    expect(state).toMatchObject({ health: 'down', lastError: message })
    expect(await value('c', job)).toBeUndefined()
  })

  it('bytes, also of what is unpacked and of what never ends', async () => {
    const large = Buffer.alloc(5_000_000, 'a')
    const message = 'the answer is larger than 2000 bytes'
    expect((await once(await answering(large), { bodyBytesLimit: 2000 })).state.lastError).toBe(message)
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect((await once(await answering(bomb, { 'content-encoding': 'gzip' }), { bodyBytesLimit: 2000 })).state.lastError).toBe(message)
    let sent = 0
    const endless = await serve((_request, response) => {
      const more = (): void => void (sent++ < 20_000 && !response.destroyed && response.write(Buffer.alloc(65_536, 'x'), more))
      more()
    })
    expect((await once(endless, { bodyBytesLimit: 2000 })).state.lastError).toBe(message)
    expect(sent).toBeLessThan(20_000)
  })
})

describe('a hostile target', () => {
  it('that never answers, or not to the end, is given up after the timeout', async () => {
    const silent = await serve(() => {})
    expect((await once(silent)).state.lastError).toBe('the target did not answer in time')
    const slow = await serve((_request, response) => void response.writeHead(200).write('a 1\n'))
    expect((await once(slow)).state.lastError).toBe('the target did not answer in time')
    const cut = await serve((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' }).write('a 1\n')
      setTimeout(() => response.destroy(), 20)
    })
    expect((await once(cut)).state.health).toBe('down')
  })

  it('cannot lead elsewhere, only within its own server', async () => {
    let reached = false
    const other = await serve((_request, response) => {
      reached = true
      response.end('stolen 1\n')
    })
    const away = await serve((_request, response) => void response.writeHead(302, { location: other }).end())
    expect((await once(away)).state.lastError).toBe('the target redirects to another server, which is not followed')
    expect(reached).toBe(false)
    const within = await serve((request, response) =>
      request.url === '/metrics' ? response.writeHead(301, { location: '/there' }).end() : response.end('moved 1\n'),
    )
    expect((await once(within)).state.health).toBe('up')
    const round = await serve((_request, response) => void response.writeHead(302, { location: '/metrics' }).end())
    expect((await once(round)).state.lastError).toBe('the target redirects more than 3 times')
  })

  it('is not asked at a link-local address, and what it answers is not repeated', async () => {
    expect((await once('http://169.254.169.254/latest/meta-data')).state.lastError).toBe('a link-local address is not asked')
    expect((await once('http://[fe80::1]/metrics')).state.lastError).toBe('a link-local address is not asked')
    const secret = await serve((_request, response) => response.writeHead(500).end('secret'))
    expect((await once(secret)).state.lastError).toBe('the target answered with status 500')
    expect((await once(await answering('secret words here\n'))).state.lastError).toBe('line 1: the value is not a number')
    expect((await once(await answering(Buffer.from([0xff, 0xfe, 0x0a])))).state.lastError).toBe('the exposition is not UTF-8')
    expect((await once(await answering('a 1\n', { 'content-encoding': 'br' }))).state.health).toBe('down')
  })

  it('that says a series twice is stored once', async () => {
    const { job, state } = await once(await answering('twice 1\ntwice 2\n'))
    expect(state.health).toBe('up')
    const frame = await side.query({ metric: 'twice.count', filters: { job }, from: 'now-1m', step: '1h' })
    expect(frame.series[0].values.at(-1)).toBe(1)
  })
})

it('a real node exporter is a target, by the scraper’s own rounds', async () => {
  const port = await freePort()
  const exporter = await startPeer(
    program('prometheus-node-exporter'),
    [`--web.listen-address=127.0.0.1:${port}`],
    `http://127.0.0.1:${port}/metrics`,
  )
  const clock = testClock(Date.now())
  const targets = createTargets(
    createTargetStore(side.control, () => new Date()),
    undefined,
  )
  const intake = { submit: (submission: Parameters<MetricSide['submit']>[0]) => side.submit(submission) }
  const scraper = createScraper({ targets, intake, leases: side.control.leases, clock, log: createLog({ level: 'silent' }) })
  try {
    const { id } = await targets.create(
      'default',
      scrapeTarget.parse({ job: 'node', url: `http://127.0.0.1:${port}/metrics`, interval: '10s' }),
    )
    await scraper.round()
    expect(scraper.state(id).health).toBe('unknown')
    clock.advance(10_000)
    await scraper.round()
    expect(scraper.state(id)).toMatchObject({ health: 'up', lastError: null })
    expect(scraper.state(id).samples).toBeGreaterThan(100)
    const { json } = await side.call('GET', '/api/v1/metrics?q=node_cpu_seconds_total')
    expect(json.items[0]).toMatchObject({ kind: 'counter', dimensions: expect.arrayContaining(['cpu', 'instance', 'job', 'mode']) })
    await targets.remove('default', id)
  } finally {
    await scraper.stop()
    await exporter.stop()
  }
}, 30_000)

it('targets of a file are read anew when it changes, and a mistake in it changes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'relayscope-targets-'))
  const path = join(folder, 'targets.json')
  const write = (text: string, second: number) => {
    writeFileSync(path, text)
    utimesSync(path, second, second)
  }
  const file = createTargetFile(path, createLog({ level: 'silent' }))
  expect(await file.read()).toEqual([])
  write(JSON.stringify({ targets: [{ job: 'a', url: 'http://127.0.0.1:1/metrics' }] }), 1)
  expect((await file.read()).map(({ target, project }) => [target.job, target.interval, project])).toEqual([['a', '30s', 'default']])
  write('{ broken', 2)
  expect(await file.read()).toHaveLength(1)
  write(JSON.stringify({ targets: [{ job: 'b', url: 'ftp://x' }] }), 3)
  expect((await file.read())[0]?.target.job).toBe('a')
  rmSync(folder, { recursive: true, force: true })
})
