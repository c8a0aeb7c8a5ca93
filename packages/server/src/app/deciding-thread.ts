/** A thread that decides, as something to ask. */
import { Worker } from 'node:worker_threads'
import type { DecidingThread, FromDecider } from '../components/policies/index.ts'

/** A million requests are some 200 MB of columns; beyond this something is wrong, and the rest of the server goes on. */
const MAX_HEAP_MB = 700

interface Asked {
  resolve(answer: FromDecider | undefined): void
  reject(error: Error): void
}

export function openDecidingThread(): DecidingThread {
  const worker = new Worker(new URL('./what-if-worker.js', import.meta.url), {
    name: 'what-if',
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  const asked = new Map<number, Asked>()
  let places = 0
  const lost = (error: Error) => {
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
  }
  worker.on('message', ({ place, answer }: { place: number; answer: FromDecider | undefined }) => {
    asked.get(place)?.resolve(answer)
    asked.delete(place)
  })
  worker.on('error', lost)
  worker.on('exit', () => lost(new Error('the thread of the run ended')))
  return {
    ask: (message) =>
      new Promise((resolve, reject) => {
        asked.set(++places, { resolve, reject })
        worker.postMessage({ place: places, message }, [])
      }),
    async stop() {
      await worker.terminate()
    },
  }
}
