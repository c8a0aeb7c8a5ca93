/**
 * `npm test`: prepares the checkout like `npm start`, then every check there is, each step timed, stopping at the first that fails.
 * `npm test -- unit browser` runs only the steps whose name begins so.
 */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { mkdirSync, rmSync } = await import('node:fs')
const { join } = await import('node:path')
const { bin, cacheFolder, root } = await import('./lib/places.mjs')
const { prepare } = await import('./lib/prepare.mjs')
const { endBadly, runNode } = await import('./lib/run.mjs')
const { readCounts, runSteps } = await import('./lib/steps.mjs')
const { ensureChromium, ensurePostgres, ensurePrometheus } = await import('./lib/system-packages.mjs')
const { ensureOtherNode, otherNodeRange } = await import('./lib/other-node.mjs')

const reports = join(cacheFolder, 'reports')

/** One vitest project under one Node; answers its counts. */
async function vitest(project, { node = process.execPath, env = {} } = {}) {
  mkdirSync(reports, { recursive: true })
  const report = join(reports, `${project}.json`)
  rmSync(report, { force: true })
  const args = ['run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    await runNode(`the ${project} tests`, bin.vitest, args, { node, env: { ...process.env, FORCE_COLOR: '0', ...env } })
  } catch (error) {
    error.counts = readCounts(report)
    throw error
  }
  return readCounts(report)
}

const other = otherNodeRange()
const steps = [
  { name: 'types', run: () => runNode('the type check of the tests', bin.tsc, ['-p', 'tsconfig.tests.json']) },
  { name: 'lint', run: () => runNode('lint', bin.oxlint, ['--deny-warnings']) },
  { name: 'format', run: () => runNode('the format check (npm run format puts it right)', bin.oxfmt, ['--check']) },
  { name: 'house', run: () => runNode('the house check', join(root, 'scripts/house.mjs')) },
  { name: 'unit', run: () => vitest('unit') },
  { name: 'integration', run: async () => (await ensurePostgres(), await ensurePrometheus(), vitest('integration')) },
  { name: 'browser', run: async () => vitest('browser', { env: { CHROMIUM_PATH: await ensureChromium() } }) },
  { name: 'docs', run: () => runNode('the documentation', join(root, 'scripts/docs.mjs')) },
  { name: `unit on Node ${other}`, run: async () => vitest('unit', { node: await ensureOtherNode() }) },
  { name: `integration on Node ${other}`, run: async () => vitest('integration', { node: await ensureOtherNode() }) },
].map((step) => ({ ...step, run: async () => (await step.run()) || undefined }))

const wanted = process.argv.slice(2)
const chosen = wanted.length === 0 ? steps : steps.filter(({ name }) => wanted.some((word) => name.startsWith(word)))
const prepared = { name: 'install and build', run: async () => void (await prepare()) }
const good = await runSteps([prepared, ...chosen]).catch(endBadly)
process.exitCode = good ? 0 : 1
