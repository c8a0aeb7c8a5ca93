import {
  activatePolicy,
  cancelWhatIf,
  checkPolicy,
  createPolicy,
  createPolicyVersion,
  diffPolicy,
  getPolicy,
  getPolicyVersion,
  getWhatIf,
  listPolicies,
  listWhatIf,
  replayDecision,
  replayDecisionWith,
  startWhatIf,
  syncPolicy,
} from '@relayscope/contract'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serve } from '../../kit/http.ts'
import type { DocumentText } from './read-document.ts'
import type { Replays } from './replay/replay-room.ts'
import type { Policies } from './room.ts'
import type { WhatIfs } from './what-if/what-if-room.ts'

/** 2,000,000 characters of a policy in four bytes each: longer is refused before it is read. */
const MAX_DOCUMENT_BYTES = 8_000_000

export async function policiesRoutes(app: FastifyInstance, policies: Policies): Promise<void> {
  serve(app, listPolicies, async ({ principal }) => ({ items: await policies.list(principal.project), nextCursor: null }))
  serve(app, getPolicy, ({ principal, params }) => policies.get(principal.project, params.id))
  serve(app, getPolicyVersion, ({ principal, params }) => policies.version(principal.project, params.id, params.version))
  serve(app, diffPolicy, ({ principal, params, query }) => policies.diff(principal.project, params.id, query.from, query.to))
  serve(app, activatePolicy, ({ principal, params, body }) => policies.activate(principal.project, principal.name, params.id, body.version))
  serve(app, syncPolicy, ({ principal, body }) => policies.sync(principal.project, principal.name, body))
  await app.register(async (scope) => uploadRoutes(scope, policies))
}

/** The document stays text until the reader takes it, which may be in a thread. */
function uploadRoutes(scope: FastifyInstance, policies: Policies): void {
  scope.removeAllContentTypeParsers()
  scope.addContentTypeParser(
    ['application/json', 'application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'],
    { parseAs: 'string', bodyLimit: MAX_DOCUMENT_BYTES },
    (_request, body, done) => done(null, body),
  )
  serve(scope, checkPolicy, ({ principal, query, request }) => policies.check(principal.project, documentOf(request), query))
  serve(scope, createPolicy, ({ principal, query, request }) =>
    policies.upload(principal.project, principal.name, {
      ...documentOf(request),
      id: query.id,
      comment: query.comment,
      activate: query.activate === 'true',
      source: 'upload',
    }),
  )
  serve(scope, createPolicyVersion, async ({ principal, params, query, request }) => {
    // A version of what is there: a slip in the id is not a new policy.
    await policies.get(principal.project, params.id)
    return policies.upload(principal.project, principal.name, {
      ...documentOf(request),
      id: params.id,
      comment: query.comment,
      activate: query.activate === 'true',
      source: 'upload',
    })
  })
}

function documentOf(request: FastifyRequest): DocumentText {
  const format = /^application\/json\b/i.test(request.headers['content-type'] ?? '') ? 'json' : 'yaml'
  return { text: typeof request.body === 'string' ? request.body : '', format }
}

export function replayRoutes(app: FastifyInstance, replays: Replays): void {
  serve(app, replayDecision, ({ principal, params, query: { requestId, policyId, version = 'latest' } }) =>
    replays.replay(principal.project, params.traceId, {
      requestId,
      ...(policyId === undefined ? {} : { policy: { id: policyId, version } }),
    }),
  )
  serve(app, replayDecisionWith, ({ principal, params, body }) => replays.replay(principal.project, params.traceId, body))
}

export function whatIfRoutes(app: FastifyInstance, whatIfs: WhatIfs): void {
  serve(app, startWhatIf, ({ principal, body }) => whatIfs.start(principal.project, principal.name, body))
  serve(app, listWhatIf, async ({ principal, query: { policyId, version, limit } }) => ({
    items: await whatIfs.list(principal.project, { policyId, version }, limit),
    nextCursor: null,
  }))
  serve(app, getWhatIf, ({ principal, params }) => whatIfs.get(principal.project, params.id))
  serve(app, cancelWhatIf, ({ principal, params }) => whatIfs.cancel(principal.project, params.id))
}
