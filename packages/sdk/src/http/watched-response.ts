/** The same answer with a watched body. */
import { watchStream, type StreamWatcher } from './watch-stream.ts'

export function watchedResponse(response: Response, watcher: StreamWatcher): Response {
  const { body, status, statusText, headers } = response
  // Another library's answer, whose body is no stream of this kind, is handed on unread.
  if (typeof body?.getReader !== 'function') {
    watcher.end()
    return response
  }
  // Of the class it came in: a client may have been given a `fetch` of its own.
  const Made = response.constructor as typeof Response
  const made = new Made(watchStream(body, watcher), { status, statusText, headers })
  // What a constructor cannot be told.
  for (const name of ['url', 'redirected', 'type'] as const) Object.defineProperty(made, name, { value: response[name] })
  return made
}
