/** A second Node for the tests: the product runs on the oldest line it supports and on the current one, so both are tried. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from './places.mjs'
import { StepError, runNpm } from './run.mjs'

/** Lowest supported line and current long-term line, as version ranges of the npm package that carries the binary. */
const OLDEST = '20.19'
const CURRENT = '24'

/** The one of the two that does not run us. */
export const otherNodeRange = (version = process.versions.node) => (Number(version.split('.')[0]) >= Number(CURRENT) ? OLDEST : CURRENT)

/** The npm package `node` only picks one of these by platform, with an install script; we name it ourselves. */
const platformPackage = () => `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

/** Path of the other Node's binary; got from the registry once, kept in .cache. */
export async function ensureOtherNode() {
  const range = otherNodeRange()
  const folder = join(cacheFolder, `node-${range}`)
  const binary = join(folder, 'node_modules', platformPackage(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  const answers = () => {
    try {
      return execFileSync(binary, ['--version'], { encoding: 'utf8' }).startsWith(`v${range}.`)
    } catch {
      return false
    }
  }
  if (existsSync(binary) && answers()) return binary
  console.log(`getting Node ${range} for the second run`)
  await runNpm(`getting Node ${range}`, [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--workspaces=false',
    `${platformPackage()}@${range}`,
  ])
  if (!answers()) throw new StepError(`Node ${range} from the npm package ${platformPackage()} does not run on this machine`)
  return binary
}
