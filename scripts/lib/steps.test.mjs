import { expect, test } from 'vitest'
import { nodeComplaint } from './node-version.mjs'
import { otherNodeRange } from './other-node.mjs'
import { StepError } from './run.mjs'
import { runSteps } from './steps.mjs'

const heard = []
const tell = (line) => heard.push(...line.split('\n'))
const said = () => heard.splice(0)

test('all well: a table, and the counts alone on the last line', async () => {
  const good = await runSteps(
    [
      { name: 'a', run: async () => ({ passed: 3, failed: 0, skipped: 0 }) },
      { name: 'b', run: async () => undefined },
      { name: 'c', run: async () => ({ passed: 2, failed: 0, skipped: 1 }) },
    ],
    { tell },
  )
  expect(good).toBe(true)
  expect(said().at(-1)).toBe('5 passed, 0 failed, 1 skipped')
})

test('the first failure ends it, named on its own line', async () => {
  let reached = false
  const good = await runSteps(
    [
      { name: 'a', run: async () => ({ passed: 3, failed: 0, skipped: 0 }) },
      { name: 'lint', run: async () => Promise.reject(new StepError('lint failed (exit code 1)')) },
      { name: 'c', run: async () => void (reached = true) },
    ],
    { tell },
  )
  const lines = said()
  expect([good, reached]).toEqual([false, false])
  expect(lines).toContain('FAILED: lint: lint failed (exit code 1)')
  expect(lines.at(-1)).toBe('3 passed, 1 failed')
})

test('failed tests are counted as they are', async () => {
  const error = Object.assign(new StepError('the unit tests failed (exit code 1)'), { counts: { passed: 7, failed: 2, skipped: 0 } })
  expect(await runSteps([{ name: 'unit', run: () => Promise.reject(error) }], { tell })).toBe(false)
  expect(said().at(-1)).toBe('7 passed, 2 failed')
})

test('which Node will do, and which is the other one', () => {
  expect(['20.19.0', '20.20.2', '22.12.0', '24.9.0', '30.0.0'].map(nodeComplaint)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ])
  expect(nodeComplaint('20.18.9')).toContain('needs Node 20.19.0 or newer; this is 20.18.9')
  expect(nodeComplaint('18.20.4')).toBeDefined()
  expect(['20.19.0', '22.1.0', '24.0.0', '26.0.0'].map(otherNodeRange)).toEqual(['24', '24', '20.19', '20.19'])
})
