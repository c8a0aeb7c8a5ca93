/** A stream seen on its way: the same chunks, when the reader asks for them, and nothing kept. */

export interface StreamWatcher {
  /** Before the reader gets it. The bytes are the reader's afterwards. */
  chunk(bytes: Uint8Array): void
  end(): void
  error(reason: unknown): void
  /** The reader has had enough. */
  cancel(reason: unknown): void
  /** The reader has dropped the stream without a word, some time ago. */
  forget(): void
}

type Bytes = Uint8Array<ArrayBuffer>
type Controller = ReadableByteStreamController | ReadableStreamDefaultController<Bytes>

/** Readers that were dropped without a word: their streams are over too. */
const forgotten = new FinalizationRegistry<StreamWatcher>((watcher) => watcher.forget())

/** The watcher must not throw, and must let only the first of `end`, `error`, `cancel` and `forget` count. */
export function watchStream(source: ReadableStream<Bytes>, watcher: StreamWatcher): ReadableStream<Bytes> {
  // Taken at the first read: until then the source can still be read by others.
  let reader: ReadableStreamDefaultReader<Bytes> | undefined
  const behaviour = {
    async pull(controller: Controller) {
      reader ??= source.getReader()
      try {
        await step(reader, controller, watcher)
      } catch (error) {
        watcher.error(error)
        throw error
      }
    },
    async cancel(reason: unknown) {
      watcher.cancel(reason)
      await (reader ?? source).cancel(reason)
    },
  }
  const watched: ReadableStream<Bytes> = isByteStream(source)
    ? (new ReadableStream({ ...behaviour, type: 'bytes' }, { highWaterMark: 0 }) as ReadableStream<Bytes>)
    : new ReadableStream<Bytes>(behaviour, { highWaterMark: 0 })
  forgotten.register(watched, watcher)
  return watched
}

async function step(reader: ReadableStreamDefaultReader<Bytes>, controller: Controller, watcher: StreamWatcher): Promise<void> {
  for (;;) {
    const { done, value } = await reader.read()
    if (done) {
      watcher.end()
      controller.close()
      // A reader with a buffer of its own waits for it to be given back.
      if ('byobRequest' in controller) controller.byobRequest?.respond(0)
      return
    }
    watcher.chunk(value)
    // A stream of bytes takes no empty chunk, and would not ask again.
    if (value.byteLength !== 0) {
      controller.enqueue(value)
      return
    }
  }
}

/** Chunks of a stream of bytes belong to their reader alone, so they may be handed on without a copy. */
function isByteStream(source: ReadableStream): boolean {
  try {
    source.getReader({ mode: 'byob' }).releaseLock()
    return true
  } catch {
    return false
  }
}
