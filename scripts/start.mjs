/**
 * `npm start`: prepares the checkout when needed, then becomes the server. The server is loaded into this process and not
 * started as a child: signals reach it directly, its exit code is ours, and no second Node sits in memory.
 */
import { requireNode } from './lib/node-version.mjs'

requireNode()
const { prepare } = await import('./lib/prepare.mjs')
const { serverMain } = await import('./lib/places.mjs')
const { endBadly } = await import('./lib/run.mjs')
const { pathToFileURL } = await import('node:url')

await prepare().catch(endBadly)
process.argv[1] = serverMain
await import(pathToFileURL(serverMain).href)
