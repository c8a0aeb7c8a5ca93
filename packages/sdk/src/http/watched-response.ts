/** The same answer with a watched body. */
import { watchStream, type StreamWatcher } from './watch-stream.ts'

export function watchedResponse(response: Response, watcher: StreamWatcher): Response {
  const { body, status, statusText, headers } = response
  if (body === null) {
    watcher.end()
    return response
  }
  const made = new Response(watchStream(body, watcher), { status, statusText, headers })
  // What a constructor cannot be told.
  for (const name of ['url', 'redirected', 'type'] as const) Object.defineProperty(made, name, { value: response[name] })
  return made
}
