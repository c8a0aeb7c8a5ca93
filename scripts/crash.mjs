/** `npm run crash [rounds]`: the crash test with 20 kills, or as many as given. */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { bin } = await import('./lib/places.mjs')
const { prepare } = await import('./lib/prepare.mjs')
const { endBadly, runNode } = await import('./lib/run.mjs')

await prepare().catch(endBadly)
const env = { ...process.env, RELAYSCOPE_CRASH_ROUNDS: process.argv[2] ?? '20' }
await runNode('the crash test', bin.vitest, ['run', '--project', 'integration', 'packages/server/test/product/crash'], { env }).catch(
  endBadly,
)
