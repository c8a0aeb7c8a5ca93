/** Reads one large policy off the main thread. */
import { parentPort, workerData } from 'node:worker_threads'
import { type DocumentText, readDocument } from '../components/policies/read-document.ts'
import { assert } from '../kit/errors.ts'

const port = parentPort
assert(port, 'the policy worker runs in a thread')
port.postMessage(readDocument(workerData as DocumentText), [])
