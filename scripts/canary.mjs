/** `npm run canary [how many]`: the canary test with 10,000 secrets, or as many as given. */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { bin } = await import('./lib/places.mjs')
const { prepare } = await import('./lib/prepare.mjs')
const { endBadly, runNode } = await import('./lib/run.mjs')

await prepare().catch(endBadly)
const env = { ...process.env, RELAYSCOPE_CANARIES: process.argv[2] ?? '10000' }
await runNode('the canary test', bin.vitest, ['run', '--project', 'integration', 'packages/server/test/product/canary'], { env }).catch(
  endBadly,
)
