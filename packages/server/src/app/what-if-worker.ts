/** The thread of one what-if run. */
import { parentPort } from 'node:worker_threads'
import { Decider } from '../components/policies/what-if/decider.ts'
import type { FromDecider, ToDecider } from '../components/policies/what-if/messages.ts'
import { assert } from '../kit/errors.ts'

const port = parentPort
assert(port, 'the what-if worker runs in a thread')
const decider = new Decider()

/** A message that is not answered would be waited for, so a bug is an answer too. */
function answer(message: ToDecider): FromDecider | undefined {
  try {
    return decider.answer(message)
  } catch (error) {
    return { kind: 'failed', message: error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error) }
  }
}

port.on('message', ({ place, message }: { place: number; message: ToDecider }) => port.postMessage({ place, answer: answer(message) }, []))
