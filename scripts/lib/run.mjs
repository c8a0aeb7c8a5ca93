/** Child processes: run to the end, or learn in one sentence why not. */
import { spawn } from 'node:child_process'
import { root } from './places.mjs'

export class StepError extends Error {}

/**
 * Runs a program in the root (or `cwd`) with our terminal. Rejects with a StepError that names the step when it does not end well.
 * `quiet` keeps its output back and shows it only on failure.
 */
export function run(name, file, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd, env, stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'] })
    const kept = []
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => kept.push(bytes))
    child.on('error', (error) => reject(new StepError(`${name} could not be started: ${error.message}`)))
    child.on('close', (code, signal) => {
      const output = Buffer.concat(kept).toString()
      if (code === 0) return resolve(output)
      process.stderr.write(output)
      reject(new StepError(`${name} failed (${signal ?? `exit code ${code}`})`))
    })
  })
}

/** Runs a JavaScript file with a Node of our choice, by default the one that runs us. */
export const runNode = (name, script, args = [], options = {}) => run(name, options.node ?? process.execPath, [script, ...args], options)

/** npm as it was called, else the one on the path. */
export function runNpm(name, args, options = {}) {
  const cli = process.env.npm_execpath
  return cli?.endsWith('.js')
    ? runNode(name, cli, args, options)
    : run(name, process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options)
}

/** For the top of a script: a failed step is a line and exit code 1, a bug keeps its stack. */
export function endBadly(error) {
  console.error(error instanceof StepError ? `\n${error.message}` : error)
  process.exit(1)
}
