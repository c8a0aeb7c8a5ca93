/** Runs named steps one after another, stops at the first that fails, and says at the end what took how long. */
import { readFileSync } from 'node:fs'
import { StepError } from './run.mjs'

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** Numbers of a vitest JSON report; a report that is not there counts nothing. */
export function readCounts(file) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests = 0, numTodoTests = 0 } = JSON.parse(readFileSync(file, 'utf8'))
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

/**
 * A step is `{name, run}`; `run` may answer counts of tests. Answers whether all went well. The last line is always the plain
 * `N passed, N failed`, which whoever reads test runs looks for; a step that failed without a failed test counts as one.
 */
export async function runSteps(steps, { tell = console.log, nowMs = Date.now } = {}) {
  const table = []
  const total = { passed: 0, failed: 0, skipped: 0 }
  let broken
  for (const { name, run } of steps) {
    tell(`\n── ${name}`)
    const sinceMs = nowMs()
    const counts = { passed: 0, failed: 0, skipped: 0 }
    try {
      Object.assign(counts, (await run()) ?? {})
      if (counts.failed > 0) throw new StepError(`${counts.failed} tests failed`)
    } catch (error) {
      broken = { name, message: error instanceof StepError ? error.message : (error.stack ?? String(error)) }
      Object.assign(counts, error.counts ?? {})
      if (counts.failed === 0) counts.failed = 1
    }
    for (const key of Object.keys(total)) total[key] += counts[key]
    const tests = counts.passed > 0 ? `, ${counts.passed} passed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}` : ''
    table.push(`${broken ? 'failed' : 'ok    '}  ${name} (${seconds(nowMs() - sinceMs)}${tests})`)
    if (broken) break
  }
  tell(`\n${table.join('\n')}`)
  if (broken) tell(`\nFAILED: ${broken.name}: ${broken.message}`)
  tell(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
  return broken === undefined
}
