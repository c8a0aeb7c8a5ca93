/** `npm run reference`: writes docs/reference/{api,data-model,errors}.md from the contract. */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { mkdirSync, writeFileSync } = await import('node:fs')
const { join } = await import('node:path')
const { root, bin } = await import('./lib/places.mjs')
const { endBadly, runNode } = await import('./lib/run.mjs')

await runNode('contract', bin.tsc, ['-b', 'packages/contract']).catch(endBadly)
const { referencePages } = await import('../packages/contract/dist/reference.js')
const folder = join(root, 'docs/reference')
mkdirSync(folder, { recursive: true })
for (const [name, page] of Object.entries(referencePages())) {
  writeFileSync(join(folder, name), page)
  console.log(`docs/reference/${name}`)
}
