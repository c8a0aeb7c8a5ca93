/** The API's own documents: the OpenAPI document, a page to browse it, and what the error codes mean. Nothing is loaded from elsewhere. */
import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { ERRORS, getOpenapi } from '@relayscope/contract'
import { createOpenapi } from '@relayscope/contract/openapi'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { requireScope } from '../kit/http.ts'
import { VERSION } from './version.ts'

const SWAGGER_FOLDER = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
const SWAGGER_FILES: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
}

export async function openapiRoutes(app: FastifyInstance): Promise<void> {
  let document: string | undefined
  app.get(getOpenapi.path, { onRequest: async (request) => requireScope(request, getOpenapi) }, (_request, reply) => {
    document ??= JSON.stringify(createOpenapi(VERSION))
    return reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(document)
  })

  page(app, '/docs', 'text/html', browser)
  page(app, '/docs/errors', 'text/html', errorsPage())
  page(app, '/docs/start.js', 'text/javascript', start)
  page(app, '/docs/page.css', 'text/css', style)
  app.get('/docs/', (_request, reply) => reply.redirect('/docs'))
  for (const [name, type] of Object.entries(SWAGGER_FILES)) {
    app.get(`/docs/${name}`, (_request, reply) =>
      reply
        .type(type)
        .header('cache-control', 'public, max-age=86400')
        .send(createReadStream(join(SWAGGER_FOLDER, name))),
    )
  }
}

function page(app: FastifyInstance, path: string, type: string, text: string): void {
  app.get(path, (_request, reply: FastifyReply) => reply.type(`${type}; charset=utf-8`).header('cache-control', 'no-cache').send(text))
}

const head = (title: string): string =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="/docs/favicon-32x32.png"><link rel="stylesheet" href="/docs/page.css">`

const browser = `${head('Relayscope API')}<link rel="stylesheet" href="/docs/swagger-ui.css"></head>
<body><nav><a href="/">Relayscope</a><a href="/docs/errors">Error codes</a><a href="/api/v1/openapi.json">OpenAPI document</a></nav>
<main id="api"><noscript>The list of endpoints needs JavaScript. The same is in the OpenAPI document.</noscript></main>
<script src="/docs/swagger-ui-bundle.js"></script><script src="/docs/start.js"></script></body></html>
`

/** Without a validator's address the page would ask a server elsewhere. */
const start = `SwaggerUIBundle({ url: '/api/v1/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null, tryItOutEnabled: true, displayRequestDuration: true })
`

const style = `body { margin: 0; font-family: system-ui, sans-serif; color: #1c1f24; background: #fff; line-height: 1.5 }
nav { display: flex; gap: 24px; padding: 12px 20px; border-bottom: 1px solid #d8dce2 }
a { color: #1f5fbf }
article { max-width: 960px; margin: 0 auto; padding: 8px 20px 40px }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: 8px 16px 8px 0; border-bottom: 1px solid #d8dce2 }
tr:target { background: #fff3c4 }
`

function errorsPage(): string {
  const rows = Object.entries(ERRORS).map(
    ([code, { status, title, advice }]) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}. ${withCode(advice)}</td></tr>`,
  )
  return `${head('Relayscope error codes')}</head>
<body><nav><a href="/">Relayscope</a><a href="/docs">API</a></nav><article><h1>Error codes</h1>
<p>Every error is an RFC 9457 problem. Its <code>code</code> keeps its meaning; the wording of <code>detail</code> may change.</p>
<table><thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></article></body></html>
`
}

/** The table's texts are ours, with Markdown's marks for code. */
function withCode(text: string): string {
  return text.replaceAll('<', '&lt;').replace(/`([^`]+)`/g, '<code>$1</code>')
}
