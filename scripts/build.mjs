/** `npm run build`: install and build when stale, nothing else. */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { prepare } = await import('./lib/prepare.mjs')
const { endBadly } = await import('./lib/run.mjs')
await prepare().catch(endBadly)
