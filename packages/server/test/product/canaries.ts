/** Made-up secrets and personal data, each in words it is met in, and each with a needle that nothing else holds. */
import { randomBytes, randomInt } from 'node:crypto'

export interface Canary {
  /** As it stands in a text, with what goes around it. */
  text: string
  /** What must be nowhere afterwards. */
  needle: string
}

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const pick = <T>(list: readonly T[]): T => list[randomInt(list.length)] as T
const word = (length: number): string => Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('')
/** Every form of key asks for a digit somewhere. */
const key = (length: number): string => `${word(length - 2)}7Q`
const digits = (length: number): string => Array.from({ length }, () => randomInt(10)).join('')

function cardNumber(): string {
  const body = `4${digits(14)}`
  for (let last = 0; last < 10; last++) if (luhn(body + last)) return body + last
  return body
}

function luhn(number: string): boolean {
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function iban(): string {
  const account = digits(18)
  // The letters D and E as numbers, and two places for the check digits.
  const rest = BigInt(`${account}131400`) % 97n
  return `DE${String(98n - rest).padStart(2, '0')}${account}`
}

const KINDS: readonly (() => Canary)[] = [
  () => plain(`sk-ant-api03-${key(40)}`, (value) => `why does ${value} fail?`),
  () => plain(`sk-proj-${key(40)}`, (value) => `Authorization: Bearer ${value}`),
  () => plain(`ghp_${key(36)}`, (value) => `git clone https://x:${value}@example.org/r.git`),
  () => plain(`AKIA${word(12).toUpperCase()}2345`, (value) => `aws_access_key_id = ${value}`),
  () => plain(`xoxb-${digits(11)}-${key(24)}`, (value) => `{"token": "${value}"}`),
  () => plain(key(14), (value) => `DB_PASSWORD=${value}`),
  () => plain(key(14), (value) => `{"user":"bob","password":"${value}","a":1}`),
  () => plain(key(16), (value) => `postgres://app:${value}@db.internal:5432/orders`),
  () => plain(key(14), (value) => `machine api.example.org login bob password ${value}`),
  () => plain(key(32), (value) => `Cookie: session=${value}; theme=dark`),
  () => plain(`eyJhbGciOiJIUzI1NiJ9.eyJ${key(40)}.${key(43)}`, (value) => `jwt ${value} expired`),
  () => plain(word(64), (value) => `-----BEGIN PRIVATE KEY-----\n${value}\n-----END PRIVATE KEY-----`),
  () => plain(`${word(12).toLowerCase()}@mail.example.org`, (value) => `write to ${value} please`),
  () => plain(`+49 30 ${digits(4)} ${digits(4)}`, (value) => `call ${value} after five`),
  () => plain(cardNumber(), (value) => `refund to card ${value}`),
  () => plain(iban(), (value) => `transfer to ${value}, please`),
  () => plain(`${randomInt(101, 600)}-${randomInt(10, 99)}-${randomInt(1000, 9999)}`, (value) => `my ssn is ${value}`),
  () => {
    const value = `${word(12).toLowerCase()}@mail.example.org`
    return { text: `attached: ${Buffer.from(`please write to ${value} about it`).toString('base64')}`, needle: value }
  },
  () => {
    const value = key(18)
    return { text: JSON.stringify({ arguments: JSON.stringify({ api_key: value }) }), needle: value }
  },
]

function plain(value: string, around: (value: string) => string): Canary {
  return { text: around(value), needle: value }
}

export const makeCanary = (): Canary => pick(KINDS)()
export const hex = (bytes: number): string => randomBytes(bytes).toString('hex')
