/** What the name of a field says of its value. */

export const NAME_SAYS = {
  nothing: 0,
  /** A password and its like: any value is one. */
  password: 1,
  /** A key or token: a value that looks made is one. */
  key: 2,
  /** A header with a scheme and a credential. */
  authorization: 3,
  cookie: 4,
  birth: 5,
  /** A number that is a card, a phone or an identity: digits are looked at as if the words stood before them. */
  number: 6,
} as const
export type NameSays = (typeof NAME_SAYS)[keyof typeof NAME_SAYS]

const PASSWORD =
  /^(?:pass(?:word|wd|wrd|phrase|code|key)?s?|pwds?|passw|psw|pw|secrets?|requirepass|masterauth|userpass(?:word)?|dbpass(?:word)?|kennwort|passwort|contrase(?:n|ñ)a|motdepasse|senha|wachtwoord|passe|contrasenya|hasło|heslo|jelszó|parola|şifre|sifre|lösenord|losenord|passord|adgangskode|salasana|slaptažodis|lozinka|geslo|пароль|парола|лозинка|密码|密碼|口令|暗証番号|パスワード|비밀번호|암호|cvv2?|cvc|otp|totp|pin|pincode|mnemonic|seedphrase)$/
/** Words that end a name and make of `password` something else: what is said about one. */
const ABOUT =
  /^(?:count|counts|length|len|limit|limits|type|types|name|names|url|uri|urls|path|paths|file|files|filename|dir|expires|expiry|expiration|expired|ttl|age|policy|required|enabled|disabled|min|max|size|usage|used|budget|rate|field|fields|label|hint|prompt|format|endpoint|header|headers|strength|changed|change|reset|manager|store|provider|validator|version|at|by|ref|refs|arn|mode|source|status|exists|valid|invalid|error|errors|attempts|rotation|rules|pattern|regex|description|placeholder|input|column|param|parameter|kind|class|issuer|audience|scope|scopes|algorithm|alg|encoding|model|auth|hash(?:er|ing)|ids?)$/
const KEY_WORDS =
  /^(?:apikeys?|appkey|authkey|accesskey|secretkey|privatekey|signingkey|encryptionkey|sharedkey|masterkey|accountkey|storagekey|sharedaccesskey|authtoken|accesstoken|refreshtoken|idtoken|bearertoken|apitoken|usertoken|clientsecret|consumersecret|apisecret|appsecret|sig|jwt|bearer|webhook|dsn|connectionstring|connstr|conn)$/
/** In front of `key`: which kinds of key are secret. */
const KEY_KINDS =
  /^(?:api|access|secret|private|auth|app|account|master|signing|signature|sign|encryption|encrypt|shared|storage|service|license|licence|deploy|ssh|rsa|client|consumer|subscription|admin|root|write|read|integration|sdk|server|live|test|prod|session|hmac|aes|crypto|decryption|recovery|wallet)$/
/** In front of `token`: counts and positions, and pages of lists. */
const TOKEN_OTHER =
  /^(?:page|next|prev|previous|continuation|continue|cursor|sync|max|min|first|last|per|prompt|completion|input|output|total|num|n|special|pad|eos|bos|unk|stop|start|end|cls|sep|mask|logprob|time|to|reasoning|cached|current|new|top|text|word|sub|begin|list|image|audio|cancellation|cancel|change|resume|reset)$/

const ENDINGS = new RegExp('date.?of.?birth|birth.?(?:date|day)|^dob$|^born$|_dob$', 'i')
const NUMBERS = /phone|mobile|msisdn|^fax|card|(?:^|[_.-])(?:ssn|pan|iban|itin)$|social.?security|tax.?id|account.?number/i

const remembered = new Map<string, NameSays>()
const MOST_REMEMBERED = 8192
const LONGEST = 96

/** Names come again and again, so what they say is worked out once. */
export function nameSays(name: string): NameSays {
  if (name.length < 2 || name.length > LONGEST) return NAME_SAYS.nothing
  const known = remembered.get(name)
  if (known !== undefined) return known
  if (remembered.size >= MOST_REMEMBERED) remembered.clear()
  const says = readName(name)
  remembered.set(name, says)
  return says
}

function readName(name: string): NameSays {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
  const last = words.at(-1) ?? ''
  if (/^(?:cookies?|set-cookie)$/.test(last)) return NAME_SAYS.cookie
  if (last === 'authorization') return NAME_SAYS.authorization
  if (ENDINGS.test(name)) return NAME_SAYS.birth
  if (words.length > 1 && ABOUT.test(last) && !words.join(' ').endsWith('access key id')) return NAME_SAYS.nothing
  if (words.some((word) => PASSWORD.test(word) && word !== 'pin' && word !== 'pw') || /^(?:pin|pw)$/.test(last)) return NAME_SAYS.password
  if (/^(?:credentials?|creds?)$/.test(last)) return NAME_SAYS.password
  if (/(?:password|passwd|passphrase|secret)$/.test(last)) return NAME_SAYS.password
  return isKeyName(words, name) ? NAME_SAYS.key : NUMBERS.test(name) ? NAME_SAYS.number : NAME_SAYS.nothing
}

function isKeyName(words: string[], name: string): boolean {
  for (const [at, word] of words.entries()) {
    const before = words[at - 1] ?? ''
    if (KEY_WORDS.test(word)) return true
    if (/^(?:token|\w*[a-z]token)$/.test(word) && !words.some((other) => TOKEN_OTHER.test(other))) return true
    if (/^keys?$/.test(word) && KEY_KINDS.test(before)) return true
  }
  const last = words.at(-1)
  // `HEROKU_AUTH`, `_auth`, `npm_authToken`
  return (
    (last === 'auth' && (words.length > 1 || name.startsWith('_'))) ||
    (last === 'id' && words.at(-2) === 'key' && words.at(-3) === 'access')
  )
}
