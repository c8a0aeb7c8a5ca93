import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createLog } from '../../kit/log.ts'
import { createLeasedJob, type GoOn } from './leased-job.ts'

const LEASE = { name: 'job', holder: 'h', token: 1 }
const said: string[] = []
const leases = {
  acquire: vi.fn(async (): Promise<typeof LEASE | undefined> => LEASE),
  renew: vi.fn(async () => true),
  release: vi.fn(async () => {}),
}
const job = (work: (goOn: GoOn) => Promise<unknown>, isDue?: () => boolean) =>
  createLeasedJob({
    leases,
    log: Object.assign(createLog({ level: 'silent' }), { error: (_: object, text: string) => void said.push(text) }),
    name: 'job',
    leaseMs: 500,
    everyMs: 1000,
    work,
    failure: 'it failed',
    ...(isDue && { isDue }),
  })

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.clearAllMocks()
  said.length = 0
})

test('each turn takes the lease, works, and gives it back', async () => {
  const work = vi.fn(async (goOn: GoOn) => expect(await goOn()).toBe(true))
  const one = job(work)
  one.start()
  await vi.advanceTimersByTimeAsync(2500)
  await one.stop()
  expect(work).toHaveBeenCalledTimes(2)
  expect(leases.acquire).toHaveBeenLastCalledWith('job', expect.any(String), 500)
  expect(leases.renew).toHaveBeenLastCalledWith(LEASE, 500)
  expect(leases.release).toHaveBeenCalledTimes(2)
})

test('without the lease, or before it is due, nothing is done', async () => {
  const work = vi.fn(async () => {})
  leases.acquire.mockResolvedValueOnce(undefined)
  const one = job(work)
  one.start()
  await vi.advanceTimersByTimeAsync(1500)
  const other = job(work, () => false)
  other.start()
  await Promise.all([one.stop(), vi.advanceTimersByTimeAsync(1500)])
  await other.stop()
  expect(work).not.toHaveBeenCalled()
  expect(leases.acquire).toHaveBeenCalledTimes(1)
  expect(leases.release).not.toHaveBeenCalled()
})

test('a pass that fails is told of, gives the lease back, and the next turn tries again', async () => {
  const work = vi.fn(async () => {})
  work.mockRejectedValueOnce(new Error('no'))
  const one = job(work)
  one.start()
  await vi.advanceTimersByTimeAsync(2500)
  await one.stop()
  expect(said).toEqual(['it failed'])
  expect(work).toHaveBeenCalledTimes(2)
  expect(leases.release).toHaveBeenCalledTimes(2)
})

test('a stop tells the pass under way, and waits for it', async () => {
  let end = () => {}
  const answers: boolean[] = []
  const one = job(async (goOn) => {
    await new Promise<void>((resolve) => (end = resolve))
    answers.push(await goOn())
  })
  one.start()
  await vi.advanceTimersByTimeAsync(1000)
  const stopped = one.stop()
  end()
  await stopped
  expect(answers).toEqual([false])
  await vi.advanceTimersByTimeAsync(3000)
  expect(leases.acquire).toHaveBeenCalledTimes(1)
})
