/** The secret a request carries, wherever its sender's habit puts it. */
import type { Headers } from './caller.ts'

export interface Credential {
  readonly secret: string
  /** Browsers send Basic by themselves once they know it, on behalf of any page; the others only when a program says so. */
  readonly sentByBrowsers: boolean
}

const maxHeaderLength = 2048

/** `Authorization: Bearer <key>`; Basic with the key as the password (Langfuse's exporters), or as the name without one; `x-api-key`. */
export function credentialOf(headers: Headers): Credential | undefined {
  const authorization = textOf(headers['authorization'])
  if (authorization !== undefined) {
    const [, scheme = '', value = ''] = /^([a-z]+) +(\S+)$/i.exec(authorization) ?? []
    if (scheme.toLowerCase() === 'bearer') return { secret: value, sentByBrowsers: false }
    if (scheme.toLowerCase() === 'basic') return basic(value)
  }
  const secret = textOf(headers['x-api-key'])
  return secret === undefined ? undefined : { secret, sentByBrowsers: false }
}

function basic(value: string): Credential | undefined {
  const text = Buffer.from(value, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  const [name, password] = colon < 0 ? [text, ''] : [text.slice(0, colon), text.slice(colon + 1)]
  const secret = password === '' ? name : password
  return secret === '' ? undefined : { secret, sentByBrowsers: true }
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  const text = (typeof value === 'string' ? value : value?.[0])?.trim()
  return text === undefined || text === '' || text.length > maxHeaderLength ? undefined : text
}
