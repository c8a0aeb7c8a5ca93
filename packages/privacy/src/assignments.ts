/** Values that a name gives away: `password = …`, `"apiKey": "…"`, `Authorization: …`, `Cookie: …`, `--token …`. */
import { birthDate } from './dates.ts'
import { fromBase64 } from './encoded.ts'
import { CharacterSet, alphanumeric, isSpaceless, kindOf, LOWER, looksRandom } from './characters.ts'
import { NAME_SAYS, type NameSays, nameSays } from './key-names.ts'
import type { Scan } from './scan.ts'

const NAME = new CharacterSet(`${alphanumeric}_-.$`)
const LONGEST_NAME = 96
const LONGEST_QUOTED = 8192
const QUOTES = `"'\``

/** At `:`, `=`, `>`, `,` or `(`: looks back for a name and, where it says something, takes the value behind. */
export function assignment(scan: Scan, at: number): number {
  const { text } = scan
  const mark = text[at]
  const before = text[at - 1]
  if (mark === '=' && (before === '!' || before === '<' || before === '>')) return at + 1
  if (mark === ',' && (before === undefined || !QUOTES.includes(before))) return at + 1
  const name = mark === '=' ? tagName(scan, at, nameBefore(scan, at)) : nameBefore(scan, at)
  const says = name === '' ? NAME_SAYS.nothing : nameSays(name)
  if (says === NAME_SAYS.nothing || says === NAME_SAYS.number) return at + 1
  const from = valueStart(text, at, mark)
  if (from < 0) return at + 1
  if (says === NAME_SAYS.birth) return Math.max(at + 1, birthDate(scan, from))
  return Math.max(at + 1, takeValue(scan, from, says, mark, name))
}

/** The name that ends right before a mark, whatever quotes and brackets close it. */
function nameBefore({ text, floor }: Scan, at: number): string {
  let end = at
  const least = Math.max(floor, at - 6)
  while (end > least && ` "'\`]\\?`.includes(text[end - 1])) end--
  // A tag's attributes end in a quote too: `name="password" value="…"` is read at `value=`.
  const start = nameStart(text, end, Math.max(floor, end - LONGEST_NAME))
  return start === end ? '' : text.slice(start, end)
}

/** Names are written in any script. */
function nameStart(text: string, end: number, least: number): number {
  let at = end
  while (at > least && (NAME.has(text.charCodeAt(at - 1)) || isLetterBeyond(text.charCodeAt(at - 1)))) at--
  return at
}

function isLetterBeyond(code: number): boolean {
  return code >= 128 && (kindOf(code) !== 0 || isSpaceless(code))
}

/** `name="password" value="…"`: what `value` is of. */
function tagName({ text }: Scan, at: number, name: string): string {
  if (!/^(?:value|content|data-value)$/i.test(name)) return name
  return (
    /\b(?:name|key|id|property)\s{0,2}=\s{0,2}["']([\w.-]{1,64})["'][^<>]{0,40}$/i.exec(text.slice(Math.max(0, at - 140), at))?.[1] ?? name
  )
}

/** Behind the mark and what goes with it; -1 where a comparison or a call of something else follows. */
function valueStart(text: string, mark: number, sign: string): number {
  let at = mark + 1
  if (sign === ':' && (text[at] === '=' || text[at] === ':')) at++
  else if (sign === '=' && (text[at] === '>' || text[at] === '=' || text[at] === '~')) {
    if (text[at] !== '>') return -1
    at++
  }
  let spaces = 0
  while (spaces < 64 && (text[at] === ' ' || text[at] === '\t')) {
    at++
    spaces++
  }
  if ((sign === ',' || sign === '(') && !QUOTES.includes(text[at]) && text[at] !== '\\') return -1
  return at
}

function takeValue(scan: Scan, from: number, says: NameSays, mark: string, name: string): number {
  const quoted = quotedValue(scan.text, from)
  if (says === NAME_SAYS.cookie) return takeCookie(scan, quoted ?? restOfLine(scan.text, from))
  if (says === NAME_SAYS.authorization) return takeAuthorization(scan, quoted ?? restOfLine(scan.text, from))
  const value = quoted ?? plainValue(scan.text, from, mark)
  const text = scan.text.slice(value.start, value.end)
  const spaced = scan.text[from - 1] === ' '
  if (isStandIn(text, name)) return 0
  const secret = says === NAME_SAYS.password ? isPassword(text, spaced ? ' ' : mark, value, name) : isKey(text)
  return secret ? scan.add(value.start, value.end, 'SECRET') : 0
}

interface Value {
  start: number
  end: number
  quoted: boolean
  /** Nothing stands behind it on its line. */
  endsLine: boolean
}

/** A value in quotes, escaped ones too: it ends at the same quote with as many backslashes before it. */
function quotedValue(text: string, from: number): Value | undefined {
  let at = from
  if (/[fbruFBRU@$]/.test(text[at] ?? '') && QUOTES.includes(text[at + 1] ?? ' ')) at++
  while (text[at] === '\\') at++
  const quote = text[at]
  if (quote === undefined || !QUOTES.includes(quote)) return undefined
  const slashes = at - from > 0 && text[at - 1] === '\\' ? text.slice(from, at).replace(/^\w/, '').length : 0
  const start = at + 1
  const most = Math.min(text.length, start + LONGEST_QUOTED)
  for (let end = start; end < most; end++) {
    if (text[end] !== quote) continue
    let before = 0
    while (end - 1 - before >= start && text[end - 1 - before] === '\\') before++
    if (before === slashes || (slashes === 0 && before % 2 === 0)) return { start, end: end - slashes, quoted: true, endsLine: true }
  }
  return { start, end: most, quoted: true, endsLine: true }
}

function plainValue(text: string, from: number, mark: string): Value {
  const slice = text.slice(from, from + 1024)
  const stop = slice.search(mark === '>' ? /[<\r\n]/ : mark === '=' ? /[\s"'`,;&<>\\\])}|]/ : /[\s"'`,;<>\\\])}|]/)
  // Between tags: without the one that closes it is no value.
  if (mark === '>' && (stop <= 0 || !slice.startsWith('</', stop))) return { start: from, end: from, quoted: false, endsLine: false }
  const end = stop < 0 ? from + slice.length : from + stop
  return { start: from, end, quoted: false, endsLine: /^\s*(?:\n|\\n|$|#|\r)/.test(text.slice(end, end + 4)) }
}

function restOfLine(text: string, from: number): Value {
  const slice = text.slice(from, from + LONGEST_QUOTED)
  const stop = slice.search(/[\r\n"'`\\]/)
  return { start: from, end: from + (stop < 0 ? slice.length : stop), quoted: false, endsLine: true }
}

/** What stands where a value will be put, or says that there is none. */
const STAND_IN =
  /^(?:$|\$(?!\d)|\{\{|<[^>]*>?$|%[A-Z_({]|\*+$|[x*•.#-]{3,}$|\[|\(|\{$|process\.env|os\.|env[[(.]|getenv|System\.|config[.[]|self\.|this\.|@|ENC\[|vault:|secretKeyRef|arn:|ref\+|op:\/\/)/i
const WORDS =
  /^(?:null|none|nil|undefined|true|false|yes|no|on|off|string|str|text|int|integer|\w*Array|Buffer|ArrayBuffer|Record\S*|Map\S*|number|boolean|bool|object|any|required|optional|empty|missing|invalid|incorrect|wrong|expired|redacted|masked|hidden|changed|reset|failed|ok|bytes|varchar\S*|char|secret|password|passwd|token|here|is|are|was|must|should|and|or|for|the|a|an|to|of|in|not|with|default|unset|n\/a|-+|Optional\S*|String\S*|SecretStr\S*)$/i
const CALL = /^[A-Za-z_$][\w$]*(?:(?:\.|->|::)[A-Za-z_$][\w$]*)*(?:\(|\[|\.$)/

/** These are made of digits: a `pin` of a chip is none. */
const OF_DIGITS = /(?:^|[^a-z])(?:pin|pincode|otp|totp|cvv2?|cvc)$/i

function isStandIn(value: string, name: string): boolean {
  const text = value.trim()
  if (OF_DIGITS.test(name) && !/^\d{3,}$/.test(text.replace(/[ -]/g, ''))) return true
  return (
    text.length < 3 || STAND_IN.test(text) || WORDS.test(text) || CALL.test(text) || text === name || /^\[[A-Z_]+(?::\w+)?\]$/.test(text)
  )
}

/** Of a value whose name says that it is a password: is it one, or words about one? */
function isPassword(text: string, mark: string, { quoted, endsLine }: Value, name: string): boolean {
  if (isProse(text, name)) return false
  if (quoted) return !isSentence(text)
  // `a.b` and `user_password` are code; a password in a file of settings ends its line or has no space before it.
  if (/^[a-z_]+(?:_\d{1,2})?(?:\.[a-z_]+(?:_\d{1,2})?)+;?$/i.test(text)) return false
  if (/[\d!@#$%^&*?~+/]/.test(text) || looksRandom(text)) return true
  return mark === '=' || mark === '>' ? text.length >= 4 : endsLine && text.length >= 4
}

/** Reports say what did `pass`; screens are translated, and then the value is the word itself, or words without spaces. */
function isProse(text: string, name: string): boolean {
  if (/(?:^|[^a-z])passe?s?$/i.test(name) && /\s/.test(text.trim())) return true
  for (let at = 0; at < text.length; at++) if (isSpaceless(text.charCodeAt(at))) return true
  return !/\d/.test(text) && nameSays(text) === NAME_SAYS.password
}

function isSentence(text: string): boolean {
  const words = text.trim().split(/\s+/)
  return words.length >= 3 && words.every((word) => /^[\p{L}'’,.!?:-]+$/u.test(word)) && /^\p{Lu}/u.test(text.trim())
}

/** `scroll-restoration-v1`: words for people. */
const SPELLED = /^[a-z]{2,}(?:[-_.][a-z]{2,})+(?:[-_.]v?\d{1,2}){0,2}$/

function isKey(text: string): boolean {
  if (text.length < 8 || /\s/.test(text.trim()) || SPELLED.test(text)) return false
  if (/^(?:https?|file|ftp):\/\//.test(text)) return /[?&](?:sig|token|key|code)=/.test(text)
  if (/^[./~]|^[\w-]+(?:\/[\w.-]+)+$/.test(text) && !looksRandom(text) && !(text.length >= 16 && /\d/.test(text))) return false
  const hasDigit = /\d/.test(text)
  const hasLetter = /[a-z]/i.test(text)
  if (hasDigit && hasLetter) return text.length >= 12 || looksRandom(text) || /[a-z]/.test(text) !== /[A-Z]/.test(text)
  if (hasDigit) return text.length >= 12
  return (text.length >= 16 && /^[A-Za-z]+$/.test(text)) || looksRandom(text)
}

const SCHEME =
  /^(?:Bearer|Basic|Token|Digest|Negotiate|NTLM|ApiKey|Api-Key|Key|Bot|OAuth|AWS4-HMAC-SHA256|Hawk|SharedKey|SharedAccessSignature|GoogleLogin|SAPISIDHASH)\s+/i

function takeAuthorization(scan: Scan, { start, end }: Value): number {
  const text = scan.text.slice(start, end)
  const scheme = SCHEME.exec(text)
  const from = start + (scheme?.[0].length ?? 0)
  const value = scan.text.slice(from, end).trimEnd()
  if (isStandIn(value, '') || (!scheme && (value.length < 8 || /\s/.test(value) || !/[\d_-]/.test(value)))) return 0
  return scan.add(from, from + value.length, 'SECRET')
}

/** Every value of the list; names and directives stay. */
function takeCookie(scan: Scan, { start, end }: Value): number {
  const text = scan.text.slice(start, end)
  if (!/^[\w$.-]+=[^\s;]/.test(text.trim())) return 0
  for (const match of text.matchAll(/([^\s=;]{1,128})=([^;]*)/g)) {
    if (/^(?:path|domain|expires|max-age|samesite|priority|version)$/i.test(match[1]) || match[2].trim().length < 4) continue
    const from = start + match.index + match[1].length + 1
    scan.add(from, from + match[2].trimEnd().length, 'SECRET')
  }
  return end
}

/** Words behind which a value may stand with nothing but a space between. */
export const SPACED_NAMES = [
  'password',
  'passwd',
  'pwd',
  'passphrase',
  'passcode',
  'pass',
  'requirepass',
  'masterauth',
  'secret',
  'identified',
  'token',
  'key',
]

/** Commands that take a password as `-p…`. */
export const COMMANDS = ['sshpass', 'mysql', 'mysqldump', 'mysqladmin', 'mongosh', 'mongodump']

export function commandPassword(scan: Scan, end: number): number {
  const match = /^[^\n|;]{0,120}?\s-p\s?["']?([^\s"'\\]{3,128})/.exec(scan.text.slice(end, end + 260))
  if (!match || isStandIn(match[1], '') || match[1].startsWith('-')) return end
  const to = end + match[0].length
  return scan.add(to - match[1].length, to, 'SECRET')
}

/** `machine … login … password …`, `--password …`, `password is …`, `PASSWORD '…'`, `ENV X_PASSWORD …` */
export function spacedValue(scan: Scan, start: number, end: number): number {
  const { text } = scan
  if (isMention(text, start, end)) return 0
  const between = /^(?:\s+(?:is|was|=|:|by|to)\s*:?)?[ \t]+/i.exec(text.slice(end, end + 24))
  if (!between) return 0
  const name = text.slice(start, end)
  const from = end + between[0].length
  const quoted = text[from] === '`' ? undefined : quotedValue(text, from)
  const value = quoted ?? plainValue(text, from, ' ')
  const found = text.slice(value.start, value.end).replace(/[.,!?]+$/, '')
  if (isStandIn(found, name)) return 0
  const says = nameSays(/^identified$/i.test(name) ? 'password' : name)
  const directive = /^(?:requirepass|masterauth)$/i.test(name)
  const asOption = directive || /(?:^|\s)--?$/.test(text.slice(Math.max(0, start - 3), start))
  const fits =
    asOption ||
    isNetrc(text, start) ||
    (quoted && !isSentence(found) && says === NAME_SAYS.password) ||
    saidOutright(found, says, between[0], name)
  return fits ? scan.add(value.start, value.start + found.length, 'SECRET') : 0
}

/** `token prompt`: a plain word behind a plain word says nothing; most of them are that. */
function isMention(text: string, start: number, end: number): boolean {
  if (kindOf(text.charCodeAt(start)) !== LOWER || text.charCodeAt(end) !== 0x20)
    return text.charCodeAt(end) !== 0x20 && text.charCodeAt(end) !== 9
  // Passwords, and the settings of servers, are worth a longer look.
  if (!'tksi'.includes(text[start]) || text.charCodeAt(start - 1) === 0x2d) return false
  let at = end + 1
  while (kindOf(text.charCodeAt(at)) === LOWER) at++
  // A link such as `is` has two or three letters.
  return at - end > 4 && (text.charCodeAt(at) === 0x20 || at === text.length)
}

function isNetrc(text: string, start: number): boolean {
  return /\b(?:machine|login)[ \t\r\n]/.test(text.slice(Math.max(0, start - 160), start))
}

/** `my password is hunter2`: what looks like a password, not a word of the sentence. */
function saidOutright(value: string, says: NameSays, between: string, name: string): boolean {
  const linked = /\b(?:is|was|to|by)\b|[=:]/i.test(between)
  if (says === NAME_SAYS.password)
    return (linked || /^[A-Z_]+$/.test(name)) && value.length >= 4 && (/[\d!@#$%^&*~]/.test(value) || looksRandom(value))
  return says === NAME_SAYS.key || /^(?:token|key)$/i.test(name)
    ? linked && value.length >= 20 && looksRandom(value) && !/^[0-9a-f-]+$/.test(value)
    : false
}

const BEARER = /^[ \t]+([\w.~+/=:-]{8,4096})/

/** `Bearer …` and `Basic …` wherever they stand. */
export function bearer(scan: Scan, start: number, end: number): number {
  const match = BEARER.exec(scan.text.slice(end, end + 4104))
  if (!match) return 0
  const value = match[1]
  const from = end + match[0].length - value.length
  const basic = scan.text.charCodeAt(start) === 0x42 && end - start === 5 && scan.text[start + 1] === 'a'
  const fits = basic ? isBasic(value) : /\d/.test(value) || value.length >= 20
  return fits && !isStandIn(value, '') ? scan.add(from, from + value.length, 'SECRET') : 0
}

function isBasic(value: string): boolean {
  if (!/^[A-Za-z0-9+/_-]{8,}={0,2}$/.test(value)) return false
  return /^[\x20-\x7e]*:[\x20-\x7e]*$/.test(fromBase64(value) ?? '')
}

/** An attribute whose own name gives it away. */
export function namedValue(scan: Scan): void {
  const says = nameSays(scan.key)
  const { length } = scan.text
  if (says === NAME_SAYS.nothing || says === NAME_SAYS.number || length === 0) return
  if (says === NAME_SAYS.birth) return void birthDate(scan, 0)
  const whole = { start: 0, end: length, quoted: true, endsLine: true }
  if (says === NAME_SAYS.cookie) return void takeCookie(scan, whole)
  if (says === NAME_SAYS.authorization) return void takeAuthorization(scan, whole)
  if (isStandIn(scan.text, scan.key) || isJson(scan.text)) return
  if (says === NAME_SAYS.password ? !isSentence(scan.text) && !isProse(scan.text, scan.key) : isKey(scan.text))
    scan.add(0, length, 'SECRET')
}

/** A list or a map under such a name holds names and values of its own. */
function isJson(text: string): boolean {
  return /^\s*[[{]/.test(text)
}
