/** A thread that is asked and answers, one message for each. What it does stands in the file it runs. */
import { Worker } from 'node:worker_threads'

export interface AskedThread<Message, Answer> {
  ask(message: Message): Promise<Answer>
  stop(): Promise<void>
}

export interface AskedThreadOptions {
  /** Of the built server: a thread runs a file. */
  file: URL
  name: string
  /** Beyond this something is wrong; the thread ends, and the rest of the server goes on. */
  maxHeapMb: number
}

interface Asked<Answer> {
  resolve(answer: Answer): void
  reject(error: Error): void
}

export function openAskedThread<Message, Answer>({ file, name, maxHeapMb }: AskedThreadOptions): AskedThread<Message, Answer> {
  const worker = new Worker(file, { name, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } })
  const asked = new Map<number, Asked<Answer>>()
  let places = 0
  const lost = (error: Error) => {
    for (const { reject } of asked.values()) reject(error)
    asked.clear()
  }
  worker.on('message', ({ place, answer }: { place: number; answer: Answer }) => {
    asked.get(place)?.resolve(answer)
    asked.delete(place)
  })
  worker.on('error', lost)
  worker.on('exit', () => lost(new Error(`the thread ${name} ended`)))
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
