/**
 * What a request says about where it comes from. Pure: headers in, a reason to refuse out.
 *
 * Why: a server that is open on loopback is within reach of every page in the user's browser. A page can send to it
 * directly (then Origin or Sec-Fetch-Site says so), or make its own name point to 127.0.0.1 and be "the same origin" (DNS
 * rebinding; then Host is that name). Headers that browsers set cannot be forged by a page; a program that forges them could
 * do anything on this machine anyway.
 */
import { isIP } from 'node:net'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

export interface Caller {
  readonly headers: Headers
  /** Absent for gRPC, which no browser can speak without leave. */
  readonly method?: string
  readonly ip?: string
  /** Where the connection came in; absent in tests without a socket. */
  readonly socket?: { readonly localPort?: number | undefined }
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Every name that cannot leave this machine: the addresses 127.0.0.0/8 and ::1, `localhost` and names under it. */
export function isLoopbackHost(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  if (isIP(name) === 4) return name.startsWith('127.')
  if (isIP(name) === 6) return /^(0{0,4}:){2,7}0{0,3}1$/.test(name) || /^(0{0,4}:){1,6}ffff:127\.\d+\.\d+\.\d+$/.test(name)
  return name === 'localhost' || (/^[a-z0-9-]+(\.[a-z0-9-]+)*\.localhost$/.test(name) && name.length < 254)
}

/** `name:port`, `[v6]:port` or `name`, and nothing else: no user, path, second colon or space. */
function parseHost(text: string): { name: string; port: number } | undefined {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(text)
  if (!match?.[1]) return undefined
  return { name: match[1], port: match[2] === undefined ? 80 : Number(match[2]) }
}

/** For the open mode: the request must have been meant for this machine's loopback, under one of our ports. */
export function foreignHost({ headers, method, socket }: Caller): string | undefined {
  if (method === undefined) return undefined
  const text = one(headers['host'])
  const host = text === undefined ? undefined : parseHost(text)
  if (!host || !isLoopbackHost(host.name)) return 'the Host header must name this machine: localhost, 127.0.0.1 or [::1]'
  if (socket?.localPort !== undefined && host.port !== socket.localPort)
    return `the Host header must have the port of this server, ${socket.localPort}`
  return undefined
}

/** For the open mode: a proxy on this machine hands on what comes from elsewhere, and says so. */
export function forwardedFromElsewhere({ headers }: Caller): string | undefined {
  const addresses = [one(headers['x-forwarded-for']), one(headers['x-real-ip'])]
    .flatMap((text) => text?.split(',') ?? [])
    .map((text) => text.trim())
  for (const [, quoted, bare = ''] of one(headers['forwarded'])?.matchAll(/for=(?:"([^"]*)"|([^;,\s]*))/gi) ?? [])
    addresses.push(quoted ?? bare)
  const foreign = addresses.some(
    (address) => address !== '' && !isLoopbackHost(address.replace(/^(\d+\.\d+\.\d+\.\d+|\[[^\]]*\]):\d+$/, '$1')),
  )
  return foreign ? 'a proxy says that the request comes from another machine' : undefined
}

/** For whatever a browser may send without the user's will: a page of another origin may not. */
export function foreignPage({ headers, method }: Caller): string | undefined {
  if (method === undefined) return undefined
  const changes = !safeMethods.has(method.toUpperCase())
  const origin = one(headers['origin'])
  if (changes && origin !== undefined && !isOwnOrigin(origin, one(headers['host'])))
    return 'a page of another origin may not change anything here'
  const site = one(headers['sec-fetch-site'])
  if (site === undefined || site === 'same-origin' || site === 'none') return undefined
  if (changes) return 'a page of another site may not change anything here'
  // A link from elsewhere is how people come; anything else would be a page using what it cannot read.
  return one(headers['sec-fetch-mode']) === 'navigate' && one(headers['sec-fetch-dest']) === 'document'
    ? undefined
    : 'a page of another site may only link to this one'
}

/** Scheme aside: a proxy may have taken TLS off. */
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  const match = /^(https?):\/\/([^/\s]+)$/i.exec(origin)
  const mine = host === undefined ? undefined : parseHost(host)
  const theirs = match?.[2] === undefined ? undefined : parseHost(match[2])
  if (!mine || !theirs || theirs.name.toLowerCase() !== mine.name.toLowerCase()) return false
  const bothBare = !/:\d+$/.test(match?.[2] ?? '') && !/:\d+$/.test(host ?? '')
  return bothBare || theirs.port === mine.port
}

function one(value: string | readonly string[] | undefined): string | undefined {
  // A header that must come once and comes twice is joined by a comma, which none of the patterns here allow.
  return typeof value === 'string' || value === undefined ? value : value.join(',')
}
