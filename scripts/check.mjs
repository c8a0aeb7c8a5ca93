/** `npm run check`: what can be said without running anything: types, lint, house. Seconds. */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { join } = await import('node:path')
const { bin, root } = await import('./lib/places.mjs')
const { prepareInstall } = await import('./lib/prepare.mjs')
const { endBadly, runNode } = await import('./lib/run.mjs')

await prepareInstall().catch(endBadly)
const checks = [
  ['types', bin.tsc, ['-b']],
  ['types of the tests', bin.tsc, ['-p', 'tsconfig.tests.json']],
  ['lint', bin.oxlint, ['--deny-warnings']],
  ['house', join(root, 'scripts/house.mjs'), []],
]
let failed = false
for (const [name, script, args] of checks) {
  await runNode(name, script, args).catch((error) => {
    console.error(error.message)
    failed = true
  })
}
process.exitCode = failed ? 1 : 0
