/**
 * Fetches from a server that somebody named. The other side is hostile until proven otherwise: it may never answer, answer
 * for ever, send more than there is memory, unpack to more, or lead elsewhere.
 */
import { lookup } from 'node:dns'
import { type IncomingHttpHeaders, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { createGunzip } from 'node:zlib'

export interface FetchOutside {
  url: string
  headers: Readonly<Record<string, string>>
  timeoutMs: number
  /** After decompression. */
  maxBytes: number
}

export interface FetchedOutside {
  body: Buffer
  headers: IncomingHttpHeaders
}

/** Why nothing was fetched, in words that hold nothing of what was answered. */
export class FetchError extends Error {}

const MAX_REDIRECTS = 3

/** Link-local addresses are where clouds answer with credentials; nothing that is fetched here is there. */
const FORBIDDEN = new BlockList()
FORBIDDEN.addSubnet('169.254.0.0', 16, 'ipv4')
FORBIDDEN.addSubnet('fe80::', 10, 'ipv6')
FORBIDDEN.addAddress('fd00:ec2::254', 'ipv6')

/** Throws a `FetchError` and nothing else that is foreseen. */
export async function fetchOutside(options: FetchOutside): Promise<FetchedOutside> {
  const deadline = AbortSignal.timeout(options.timeoutMs)
  let url = new URL(options.url)
  for (let redirects = 0; ; redirects++) {
    const response = await open(url, options, deadline)
    const { statusCode = 0, headers } = response
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      response.destroy()
      url = nextUrl(url, headers.location, redirects)
      continue
    }
    if (statusCode !== 200) {
      response.destroy()
      throw new FetchError(`the target answered with status ${statusCode}`)
    }
    return { body: await readBody(response, options.maxBytes, deadline), headers }
  }
}

/** A target may move within its own server; whoever wants another one says so in the target's address. */
function nextUrl(from: URL, location: string, redirects: number): URL {
  if (redirects >= MAX_REDIRECTS) throw new FetchError(`the target redirects more than ${MAX_REDIRECTS} times`)
  if (!URL.canParse(location, from.href)) throw new FetchError('the target redirects to what is no address')
  const next = new URL(location, from.href)
  if (next.origin !== from.origin) throw new FetchError('the target redirects to another server, which is not followed')
  return next
}

function open(url: URL, { headers }: FetchOutside, signal: AbortSignal): Promise<IncomingMessage> {
  const literal = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(literal) !== 0 && isForbidden(literal)) throw new FetchError('a link-local address is not asked')
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const all = { 'accept-encoding': 'gzip', 'user-agent': 'Relayscope', ...headers }
    const sent = send(url, { headers: all, signal, lookup: checkedLookup, agent: false }, resolve)
    sent.on('error', (error: NodeJS.ErrnoException) => reject(told(error, signal)))
    sent.end()
  })
}

/** Checks the address that is connected to, so that a name cannot lead to another one than was looked at. */
const checkedLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, '', 4)
    if (addresses.some(({ address }) => isForbidden(address))) return done(new FetchError('a link-local address is not asked'), '', 4)
    if (options.all) return (done as (error: null, all: typeof addresses) => void)(null, addresses)
    const [first] = addresses
    return first ? done(null, first.address, first.family) : done(new FetchError('the name of the target has no address'), '', 4)
  })
}

function isForbidden(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return FORBIDDEN.check(mapped, 'ipv4')
  return FORBIDDEN.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
}

function readBody(response: IncomingMessage, maxBytes: number, signal: AbortSignal): Promise<Buffer> {
  const encoding = (response.headers['content-encoding'] ?? 'identity').toLowerCase()
  if (encoding !== 'gzip' && encoding !== 'identity') {
    response.destroy()
    throw new FetchError('the target compresses in a way nobody asked for')
  }
  const stream = encoding === 'gzip' ? response.pipe(createGunzip()) : response
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let bytes = 0
    const fail = (error: Error): void => {
      // The first reason is the one that counts: what is destroyed has another to tell.
      reject(error)
      response.destroy()
      stream.destroy()
    }
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length
      if (bytes > maxBytes) fail(new FetchError(`the answer is larger than ${maxBytes} bytes`))
      else chunks.push(chunk)
    })
    stream.on('end', () => resolve(Buffer.concat(chunks)))
    for (const each of [stream, response]) each.on('error', (error: NodeJS.ErrnoException) => fail(told(error, signal)))
    response.on('aborted', () => fail(told(new FetchError('the target ended its answer early'), signal)))
  })
}

function told(error: NodeJS.ErrnoException, signal: AbortSignal): FetchError {
  if (signal.aborted) return new FetchError('the target did not answer in time')
  if (error instanceof FetchError) return error
  return new FetchError(error.code === undefined ? 'the target could not be read' : `the target could not be read (${error.code})`)
}
