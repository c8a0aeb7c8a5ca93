/** One preparation at a time: two starts of one checkout must not install or build over each other. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { StepError } from './run.mjs'

const PATIENCE_MS = 15 * 60_000

const alive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

/** The file's `wx` flag makes taking the lock one step; a holder that died is noticed by its process id. */
function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  let holder = Number.NaN
  try {
    holder = Number(readFileSync(file, 'utf8'))
  } catch {
    return false // gone between the two looks
  }
  if (holder > 0 && !alive(holder)) rmSync(file, { force: true })
  return false
}

export async function withLock(folder, work, { patienceMs = PATIENCE_MS, tell = console.log } = {}) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'prepare.lock')
  const sinceMs = Date.now()
  let told = false
  while (!take(file)) {
    if (Date.now() - sinceMs > patienceMs)
      throw new StepError(`another run has been preparing this checkout for too long; if none is running, delete ${file}`)
    if (!told && Date.now() - sinceMs > 1_000) {
      tell('waiting for another run that is preparing this checkout')
      told = true
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}
