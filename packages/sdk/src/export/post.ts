/** One POST that keeps no process alive, follows no redirect, and believes nothing it is answered. */
import { request as requestPlain, Agent as PlainAgent, type IncomingMessage, type RequestOptions } from 'node:http'
import { request as requestSecure, Agent as SecureAgent } from 'node:https'

export interface Answer {
  status: number
  retryAfter: string | undefined
  /** The first bytes of the body. */
  body: Uint8Array
}

export type Post = (body: Uint8Array, headers: Record<string, string>, timeoutMs: number) => Promise<Answer>

/** What is read of an answer; more is thrown away with the connection. */
const MAX_ANSWER_BYTES = 64 * 1024

/** Rejects on any failure to get a whole answer within `timeoutMs`. */
export function postTo(url: URL): { post: Post; close: () => void } {
  const secure = url.protocol === 'https:'
  const agent = new (secure ? SecureAgent : PlainAgent)({ keepAlive: true, maxSockets: 2, maxFreeSockets: 1 })
  const send = secure ? requestSecure : requestPlain
  const post: Post = (body, headers, timeoutMs) =>
    new Promise((resolve, reject) => {
      const options: RequestOptions = { method: 'POST', agent, headers: { ...headers, 'content-length': String(body.length) } }
      const request = send(url, options)
      // Time for the whole exchange, not between bytes: a server may drip.
      const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs).unref()
      request.on('socket', (socket) => socket.unref())
      request.on('error', (error) => {
        clearTimeout(timer)
        reject(error)
      })
      request.on('response', (response) => {
        collect(response).then(
          (answer) => {
            clearTimeout(timer)
            resolve(answer)
          },
          (error) => {
            clearTimeout(timer)
            reject(error)
          },
        )
      })
      request.end(body)
    })
  return { post, close: () => agent.destroy() }
}

function collect(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const parts: Uint8Array[] = []
    let size = 0
    const done = () =>
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body: Buffer.concat(parts) })
    response.on('data', (bytes: Buffer) => {
      size += bytes.length
      parts.push(bytes)
      if (size <= MAX_ANSWER_BYTES) return
      done()
      response.destroy()
    })
    response.on('end', done)
    response.on('error', reject)
    response.on('close', () => reject(new Error('closed')))
  })
}
