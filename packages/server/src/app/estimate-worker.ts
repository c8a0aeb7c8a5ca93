/** The thread of one pass of estimates: texts in as columns, counts out. A bug ends it, and the pass with it; the job tries again. */
import { parentPort } from 'node:worker_threads'
import { estimateTexts } from '../components/costs/estimate-texts.ts'
import { assert } from '../kit/errors.ts'

const port = parentPort
assert(port, 'the worker of estimates runs in a thread')
port.on('message', ({ place, message }: { place: number; message: string }) =>
  port.postMessage({ place, answer: estimateTexts(message) }, []),
)
