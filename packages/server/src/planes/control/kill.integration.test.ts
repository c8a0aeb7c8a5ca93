/**
 * The embedded control plane is killed (SIGKILL) at random moments and must open again with everything it had acknowledged.
 * The process that is killed runs what the build made, because Node cannot run the sources.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connectControl } from './connect.ts'

const built = new URL('../../../dist/planes/control/connect.js', import.meta.url)
const parent = await mkdtemp(join(tmpdir(), 'relayscope-kill-'))
afterAll(() => rm(parent, { recursive: true, force: true }))

/** Says `ready`, then the number of each row once it is acknowledged. Every tenth row changes the schema as well. */
const writer = `
  const { connectControl } = await import(${JSON.stringify(built.href)})
  const control = await connectControl({ dataDir: process.argv[1] })
  await control.query('create table if not exists written (id bigint primary key, filler text)')
  const [{ last }] = await control.query('select coalesce(max(id), 0) as last from written')
  process.stdout.write('ready\\n')
  for (let id = last + 1; ; id++) {
    await control.transaction(async ({ query, run }) => {
      await query('insert into written values ($1, $2)', [id, 'x'.repeat(id % 3000)])
      if (id % 10 === 0) await run('create table table_' + id + ' (a int); create index on table_' + id + ' (a)')
    })
    process.stdout.write(id + '\\n')
  }`

async function writeUntilKilled(dataDir: string, afterLines: number): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', writer, dataDir], { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
    if (output.split('\n').length > afterLines) child.kill('SIGKILL')
  })
  const [, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${errors.slice(0, 2000)}`)
  return Number(/(\d+)\n[^\n]*$/.exec(output)?.[1] ?? 0)
}

test('acknowledged rows are there after each kill, none half', { timeout: 180_000 }, async () => {
  if (!existsSync(built)) throw new Error('this test runs the built server: npm run build first')
  let acknowledged = 0
  for (const afterLines of [1, 40, 90, 150]) {
    acknowledged = Math.max(acknowledged, await writeUntilKilled(parent, afterLines))
    const control = await connectControl({ dataDir: parent })
    const [row] = await control.query<{ count: number; last: number; whole: boolean; tables: number }>(
      `select count(*) as count, coalesce(max(id), 0) as last, coalesce(bool_and(length(filler) = id % 3000), true) as whole,
        (select count(*) from pg_tables where tablename like 'table\\_%') as tables from written`,
    )
    expect(row?.last).toBeGreaterThanOrEqual(acknowledged)
    expect(row).toMatchObject({ count: row?.last, whole: true, tables: Math.floor((row?.last ?? 0) / 10) })
    await control.close()
  }
  expect(acknowledged).toBeGreaterThan(100)
})

test('a kill at any moment of the very first start leaves nothing that stops the next', { timeout: 180_000 }, async () => {
  for (const afterMs of [60, 150, 300, 600]) {
    const dataDir = join(parent, `first-${afterMs}`)
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer, dataDir], { stdio: 'ignore' })
    setTimeout(() => child.kill('SIGKILL'), afterMs)
    await once(child, 'close')
    const control = await connectControl({ dataDir })
    expect(await control.query('select id from projects')).toEqual([{ id: 'default' }])
    await control.close()
    expect((await readdir(dataDir)).filter((name) => name.includes('making'))).toEqual([])
  }
})

test('one process at a time', async () => {
  const dataDir = join(parent, 'shared')
  const first = await connectControl({ dataDir })
  await expect(connectControl({ dataDir })).rejects.toMatchObject({ code: 'control_in_use' })
  await first.close()
  await (await connectControl({ dataDir })).close()
})

test('a lease of a process that was killed is free at the next start', async () => {
  const dataDir = join(parent, 'leases')
  const first = await connectControl({ dataDir })
  await first.leases.acquire('job', 'first', 3_600_000)
  await first.close()
  const second = await connectControl({ dataDir })
  expect(await second.leases.acquire('job', 'second', 60_000)).toMatchObject({ token: 2 })
  await second.close()
})
