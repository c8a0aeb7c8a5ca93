/** What only the embedded engine can get wrong: its lock, its memory, its end. Children run what was built. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { blockOf } from '../../../test/telemetry-rows.ts'
import { openBlockFiles } from './block-files.ts'
import { connectTelemetry } from './connect.ts'
import { migrateTelemetry } from './migrate.ts'
import type { TelemetryPlane } from './plane.ts'
import { sql } from './statement.ts'

const parent = mkdtempSync(join(tmpdir(), 'relayscope-embedded-'))
const children = new Set<ChildProcess>()
let opened: TelemetryPlane[] = []

afterEach(async () => {
  for (const child of children) child.kill('SIGKILL')
  await Promise.all(opened.map((plane) => plane.close()))
  opened = []
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const newDir = (): string => mkdtempSync(join(parent, 'data-'))

async function open(dataDir: string, maxMemoryBytes?: number): Promise<TelemetryPlane> {
  const plane = await connectTelemetry({ dataDir, ...(maxMemoryBytes && { maxMemoryBytes }) })
  opened.push(plane)
  return plane
}

function start(
  dataDir: string,
  ...task: string[]
): { child: ChildProcess; ready: Promise<unknown>; stored: number[]; exit: Promise<unknown[]> } {
  const child = fork(fileURLToPath(new URL('../../../test/telemetry-child.mjs', import.meta.url)), [dataDir, ...task], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  children.add(child)
  const stored: number[] = []
  const ready = once(child, 'message')
  child.on('message', (message: { stored?: number }) => message.stored !== undefined && stored.push(message.stored))
  const exit = once(child, 'exit').then((result) => (children.delete(child), result))
  return { child, ready, stored, exit }
}

/** Every row of every acknowledged insert, each insert whole or not at all. */
async function expectStored(plane: TelemetryPlane, acknowledged: number[]): Promise<void> {
  const rows = await plane.select<{ insert: string; n: string; u: string }>(
    sql`SELECT intDiv(log_hash, 500) AS insert, count() AS n, uniqExact(log_hash) AS u FROM logs GROUP BY insert`,
  )
  expect(rows.filter(({ n, u }) => n !== '500' || u !== '500')).toEqual([])
  const found = new Set(rows.map(({ insert }) => Number(insert)))
  expect(acknowledged.filter((number) => !found.has(number))).toEqual([])
}

describe('the embedded engine', () => {
  it('loses nothing and does not crash when it is closed with inserts in flight', async () => {
    const dataDir = newDir()
    const { stored, exit } = start(dataDir, 'close')
    expect(await exit).toEqual([0, null])
    expect(stored).toHaveLength(20)
    await expectStored(await open(dataDir), stored)
  })

  it('keeps what was acknowledged when its process is killed, and cleans up after it', async () => {
    const dataDir = newDir()
    const acknowledged: number[] = []
    for (let round = 0; round < 3; round++) {
      const { child, stored, exit } = start(dataDir, 'insert', String(round * 10_000))
      while (stored.length < 4 + round * 3) await once(child, 'message')
      child.kill('SIGKILL')
      await exit
      acknowledged.push(...stored)
    }
    const plane = await open(dataDir)
    await expectStored(plane, acknowledged)
    expect(readdirSync(join(dataDir, 'tmp'))).toHaveLength(1)
    await plane.close()
    expect(readdirSync(join(dataDir, 'tmp'))).toEqual([])
  })

  it('says who holds the data when it is open elsewhere', async () => {
    const dataDir = newDir()
    const { child, ready, exit } = start(dataDir, 'hold')
    await ready
    await expect(connectTelemetry({ dataDir })).rejects.toThrow(new RegExp(`process ${child.pid} holds it; one process`))
    child.kill('SIGKILL')
    await exit
    expect(await (await open(dataDir)).select(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  })

  it('has its memory capped, and survives reaching the cap', async () => {
    const plane = await open(newDir(), 700_000_000)
    const settings = await plane.select<{ name: string; value: string }>(
      sql`SELECT name, value FROM system.server_settings WHERE name = 'max_server_memory_usage' OR (name LIKE '%cache_size' AND toUInt64(value) > 600000000 AND name NOT LIKE 'vector%')`,
    )
    expect(settings).toEqual([{ name: 'max_server_memory_usage', value: '700000000' }])
    const hungry = sql`SELECT length(groupArray(concat(repeat('x', 1000000), toString(number)))) AS n FROM numbers(2000)`
    await expect(plane.select(hungry)).rejects.toMatchObject({ engineCode: 241, retryable: true })
    expect(await plane.select(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }])
  })

  it('is capped without being told', async () => {
    const plane = await open(newDir())
    expect(await plane.select(sql`SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'`)).toEqual([
      { value: '1200000000' },
    ])
  })

  it('stores when there is no room in memory for the file', async () => {
    const dataDir = newDir()
    const files = openBlockFiles({ dataDir, memoryDir: '/nowhere' })
    await files.through(new Uint8Array([1]), async (path) => {
      expect(path.startsWith(dataDir)).toBe(true)
      expect(statSync(path).mode & 0o777).toBe(0o600)
      expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700)
    })
    let kept = ''
    await expect(files.through(new Uint8Array([1]), async (path) => Promise.reject(new Error((kept = path))))).rejects.toThrow()
    expect(existsSync(kept)).toBe(false)
    await files.close()
    const plane = await open(dataDir)
    await migrateTelemetry(plane)
    await plane.insert('spans', blockOf('spans', [{ span_id: 'a' }]), 1)
    expect(await plane.select(sql`SELECT span_id FROM spans`)).toEqual([{ span_id: 'a' }])
  })
})
