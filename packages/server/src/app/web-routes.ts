/** Serves the built web UI: files as they are, and the page itself for every path that a browser asks for as a page. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fastifyStatic } from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

const PAGE = 'index.html'

/** `folder`: the output of the web package's build. Answers false when there is none. */
export async function webRoutes(app: FastifyInstance, folder: string): Promise<boolean> {
  if (!existsSync(join(folder, PAGE))) return false
  await app.register(fastifyStatic, {
    root: folder,
    index: PAGE,
    wildcard: false,
    // Names of built files carry a hash of their content; the page does not.
    setHeaders: (reply, path) =>
      reply.header('cache-control', path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache'),
  })
  return true
}

/** True when this was a browser's request for a page of the UI, and it was answered with the UI. */
export function answeredAsPage(request: FastifyRequest, reply: FastifyReply): boolean {
  const path = request.url.split('?', 1)[0]
  if (request.method !== 'GET' || path.startsWith('/api/') || !request.headers.accept?.includes('text/html')) return false
  void reply.sendFile(PAGE)
  return true
}
