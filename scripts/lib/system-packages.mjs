/**
 * Programs the tests need beside Node: a browser and a PostgreSQL server. Taken where they are; on Debian and as root they are
 * installed; otherwise the caller gets one sentence that says what to do. Nothing is ever skipped in silence.
 */
import { accessSync, constants, existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { StepError, run } from './run.mjs'

const executable = (file) => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const onPath = (names) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find(executable)

/** The program that drives the browser tests, or undefined. CHROMIUM_PATH goes before what is installed. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return executable(chosen) ? chosen : undefined
  return (
    onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']) ??
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find(executable)
  )
}

/** The folder with initdb and postgres, or undefined. Debian keeps them off the path, one folder for each version. */
export function findPostgresFolder() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((left, right) => Number(right) - Number(left)) : []
  const onDebian = versions.map((version) => join(debian, version, 'bin')).find((folder) => executable(join(folder, 'initdb')))
  return onDebian ?? onPath(['initdb'])?.replace(/\/initdb$/, '')
}

/** Prometheus with its tool and its exporter of machine metrics, or undefined where one of them is missing. */
export function findPrometheus() {
  const found = {
    prometheus: onPath(['prometheus']),
    promtool: onPath(['promtool']),
    nodeExporter: onPath(['prometheus-node-exporter', 'node_exporter']),
  }
  return Object.values(found).every(Boolean) ? found : undefined
}

let listsAreFresh = false

/** Installs Debian packages. Rejects where this machine does not allow it. */
async function aptInstall(packages) {
  if (process.getuid?.() !== 0 || !onPath(['apt-get'])) throw new StepError('this needs root and apt-get')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  if (!listsAreFresh) await run('apt-get update', 'apt-get', ['update', '-qq'], { env, quiet: true })
  listsAreFresh = true
  await run(`apt-get install ${packages.join(' ')}`, 'apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    quiet: true,
  })
}

async function ensure(what, find, packages, sentence) {
  const found = find()
  if (found) return found
  console.log(`${what} is missing; installing it (${packages.join(', ')})`)
  try {
    await aptInstall(packages)
  } catch (error) {
    throw new StepError(`${sentence} It could not be installed here: ${error.message}.`)
  }
  const installed = find()
  if (!installed) throw new StepError(sentence)
  return installed
}

export const ensureChromium = () =>
  ensure(
    'Chromium',
    findChromium,
    ['chromium', 'fonts-liberation'],
    'The browser tests need Chromium: install the package `chromium`, or set CHROMIUM_PATH to a Chromium or Chrome.',
  )

export const ensurePostgres = () =>
  ensure(
    'PostgreSQL',
    findPostgresFolder,
    ['postgresql'],
    'The integration tests run the control plane on a real PostgreSQL too: install the package `postgresql` (its server programs are enough).',
  )

export const ensurePrometheus = () =>
  ensure(
    'Prometheus',
    findPrometheus,
    ['prometheus', 'prometheus-node-exporter'],
    'The integration tests scrape with a real Prometheus and from a real exporter: install the packages `prometheus` and `prometheus-node-exporter`.',
  )
