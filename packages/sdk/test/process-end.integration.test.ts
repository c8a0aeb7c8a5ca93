/** A program that uses the SDK ends when it has nothing more to do, whatever the server does. */
import { spawn } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'

const silent = createServer((socket) => void socket.on('error', () => {}))
let endpoint: string

beforeAll(async () => {
  await new Promise<void>((resolve) => void silent.listen(0, '127.0.0.1', resolve))
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`
})
afterAll(() => void silent.close())

/** Runs a program in which `relayscope` has one span waiting; answers its output once it has ended by itself. */
function run(rest: string): Promise<{ code: number | null; output: string }> {
  const program = `
    import { init } from '@relayscope/sdk'
    const relayscope = init({ serviceName: 'short', endpoint: '${endpoint}', export: { delayMs: 1, timeoutMs: 3600000 }, onWarning() {} })
    relayscope.step('work', {}, () => {})
    ${rest}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (bytes) => (output += String(bytes)))
  return new Promise((resolve) => void child.on('close', (code) => resolve({ code, output })))
}

it('ends while an export waits for its answer', async () => {
  const { code, output } = await run(`setTimeout(() => console.log(JSON.stringify(relayscope.stats())), 200)`)
  expect(code).toBe(0)
  expect(JSON.parse(output)).toMatchObject({ ended: 1, exported: 0, requests: 1, waitingSpans: 1 })
})

it('ends after the deadline of a shutdown, with what was lost counted', async () => {
  const { code, output } = await run(`await relayscope.shutdown(100); console.log(JSON.stringify(relayscope.stats()))`)
  expect(code).toBe(0)
  expect(JSON.parse(output)).toMatchObject({ ended: 1, exported: 0, dropped: { shutdown: 1 }, waitingSpans: 0 })
})
