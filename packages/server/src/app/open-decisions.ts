/** Decisions, policies, replays and what-if, with threads for what would hold up everybody else. */
import { Worker } from 'node:worker_threads'
import type { FastifyInstance } from 'fastify'
import { createDecisions, type Decisions, decisionsRoutes } from '../components/decisions/index.ts'
import {
  createPolicies,
  createPolicyStore,
  createReplays,
  createRunStore,
  createWhatIfs,
  type DocumentText,
  policiesRoutes,
  readDocument,
  type ReadDocument,
  replayRoutes,
  whatIfRoutes,
} from '../components/policies/index.ts'
import type { Pricer } from '../flows/price/index.ts'
import type { Clock } from '../kit/clock.ts'
import type { Lifecycle } from '../kit/lifecycle.ts'
import { withTimeLimit } from '../kit/limits.ts'
import type { Log } from '../kit/log.ts'
import type { ControlPlane } from '../planes/control/plane.ts'
import type { TelemetryPlane } from '../planes/telemetry/plane.ts'
import { openDecidingThread } from './deciding-thread.ts'
import { createRates } from './price-rates.ts'

/** A document of this size is read in some milliseconds; the largest takes seconds. */
const LARGE_CHARACTERS = 50_000
const READ_LIMIT_MS = 30_000

export interface DecisionParts {
  control: ControlPlane
  telemetry: TelemetryPlane
  clock: Clock
  log: Log
  lifecycle: Lifecycle
  pricer: Pricer
}

export async function openDecisions(http: FastifyInstance, parts: DecisionParts): Promise<Decisions> {
  const { control, telemetry, clock, log, lifecycle, pricer } = parts
  const policies = createPolicies({ store: createPolicyStore(control), clock, read: readApart })
  const rates = createRates(pricer)
  const whatIfs = createWhatIfs({ store: createRunStore(control), policies, telemetry, clock, log, rates, openThread: openDecidingThread })
  lifecycle.onClose('what-if runs', () => whatIfs.stop())
  const decisions = createDecisions({ telemetry, control, clock, rulesInForce: policies.rulesInForce })
  await decisionsRoutes(http, decisions)
  await policiesRoutes(http, policies)
  replayRoutes(http, createReplays({ policies, getDecision: decisions.get, telemetry, clock, rates }))
  whatIfRoutes(http, whatIfs)
  return decisions
}

async function readApart(document: DocumentText): Promise<ReadDocument> {
  if (document.text.length <= LARGE_CHARACTERS) return readDocument(document)
  const worker = new Worker(new URL('./policy-worker.js', import.meta.url), { workerData: document, name: 'policy' })
  try {
    return await withTimeLimit('reading the policy', READ_LIMIT_MS, answerOf(worker))
  } finally {
    await worker.terminate()
  }
}

function answerOf(worker: Worker): Promise<ReadDocument> {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that reads policies ended without an answer')))
  })
}
