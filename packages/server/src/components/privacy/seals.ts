/**
 * Words that stand for values: a keyed hash, which joins and cannot be turned back, and a token, which holds the value
 * enciphered, so that nothing has to be stored beside the text and what is erased is gone with it.
 *
 * A token's initial vector is a keyed hash of the value (RFC 8452's idea with the parts Node has): the same value becomes the same token, two values
 * never share one, and a token that was changed by a single character does not open.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync } from 'node:crypto'
import type { Seals } from '@relayscope/privacy'

const HASH_CHARACTERS = 16
const VECTOR_BYTES = 12
const TAG_BYTES = 16
const CIPHER = 'aes-256-gcm'
const TOKEN_PREFIX = 'tok_'

export interface OpenableSeals extends Seals {
  /** The value behind a token of this project; undefined for anything else. */
  open(name: string, token: string): string | undefined
}

export function createSeals(masterKey: Uint8Array, project: string): OpenableSeals {
  const key = (use: string) => Buffer.from(hkdfSync('sha256', masterKey, Buffer.alloc(0), `relayscope ${use} ${project}`, 32))
  const hashKey = key('hash')
  const vectorKey = key('vector')
  const cipherKey = key('token')
  return {
    hash: (name, value) => createHmac('sha256', hashKey).update(`${name}\0${value}`).digest('hex').slice(0, HASH_CHARACTERS),
    token(name, value) {
      const vector = createHmac('sha256', vectorKey).update(`${name}\0${value}`).digest().subarray(0, VECTOR_BYTES)
      const cipher = createCipheriv(CIPHER, cipherKey, vector).setAAD(Buffer.from(name))
      const sealed = Buffer.concat([vector, cipher.update(value, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return TOKEN_PREFIX + sealed.toString('base64url')
    },
    open(name, token) {
      if (!token.startsWith(TOKEN_PREFIX)) return undefined
      const sealed = Buffer.from(token.slice(TOKEN_PREFIX.length), 'base64url')
      if (sealed.length < VECTOR_BYTES + TAG_BYTES) return undefined
      const decipher = createDecipheriv(CIPHER, cipherKey, sealed.subarray(0, VECTOR_BYTES)).setAAD(Buffer.from(name))
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES))
      try {
        return decipher.update(sealed.subarray(VECTOR_BYTES, sealed.length - TAG_BYTES)).toString('utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}
