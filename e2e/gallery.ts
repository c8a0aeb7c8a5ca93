/** The kit on one page, built and served for a test: no server, no data but what is made up there. */
import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = join(root, '.cache/gallery')
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

function addressOf(server: Server | undefined): AddressInfo {
  const address = server?.address()
  if (typeof address !== 'object' || address === null) throw new Error('the kit is served before the first test')
  return address
}

export function useGallery(): () => string {
  let server: Server | undefined
  beforeAll(async () => {
    const web = join(root, 'packages/web')
    execFileSync(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', 'vite.gallery.config.ts', '--logLevel', 'warn'],
      {
        cwd: web,
        // The tests' own mode would build React for development.
        env: { ...process.env, NODE_ENV: 'production' },
      },
    )
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://gallery').pathname
      readFile(join(folder, path)).then(
        (bytes) => response.setHeader('content-type', TYPES[extname(path)] ?? 'application/octet-stream').end(bytes),
        () => response.writeHead(404).end(),
      )
    })
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening))
  })
  afterAll(() => void server?.close())
  return () => `http://127.0.0.1:${addressOf(server).port}/gallery.html`
}
