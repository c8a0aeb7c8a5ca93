/** The room of policies, with a thread for documents that would hold up everybody else. */
import { Worker } from 'node:worker_threads'
import {
  createPolicies,
  createPolicyStore,
  type DocumentText,
  type Policies,
  readDocument,
  type ReadDocument,
} from '../components/policies/index.ts'
import type { Clock } from '../kit/clock.ts'
import { withTimeLimit } from '../kit/limits.ts'
import type { ControlPlane } from '../planes/control/plane.ts'

/** A document of this size is read in some milliseconds; the largest takes seconds. */
const LARGE_CHARACTERS = 50_000
const READ_LIMIT_MS = 30_000

export function openPolicies({ control, clock }: { control: ControlPlane; clock: Clock }): Policies {
  return createPolicies({ store: createPolicyStore(control), clock, read: readApart })
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
